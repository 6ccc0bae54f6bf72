"""Which from-imports of a repository fail after a change, by CPython's own `ast` and a resolution written for this alone.

    python3 dangling_oracle.py <repository> <overlay.json>

Prints `path specifier name` for every import that was in order before the overlay and is not after it.
"""
import ast, json, os, subprocess, sys, warnings

warnings.simplefilter("ignore")
root, overlay_file = sys.argv[1:3]
overlay = json.load(open(overlay_file))
listed = subprocess.run(["git", "-C", root, "ls-files", "-z"], capture_output=True, text=True).stdout.split("\0")
files = [p for p in listed if p.endswith(".py") and os.path.isfile(os.path.join(root, p)) and not os.path.islink(os.path.join(root, p))]


class World:
    def __init__(self, overlay):
        self.texts = {}
        for path in files:
            if path in overlay:
                if overlay[path] is None:
                    continue
                text = overlay[path]
            else:
                try:
                    text = open(os.path.join(root, path), encoding="utf-8").read()
                except UnicodeDecodeError:
                    continue
            self.texts[path] = text
        self.trees = {}
        for path, text in self.texts.items():
            try:
                self.trees[path] = ast.parse(text)
            except (SyntaxError, ValueError):
                pass
        self.dirs = set()
        for path in self.texts:
            d = os.path.dirname(path)
            while d not in self.dirs:
                self.dirs.add(d)
                d = os.path.dirname(d)
        self.cache = {}

    def file(self, mod):
        for c in (mod + "/__init__.py", mod + ".py"):
            if c in self.texts:
                return c
        return None

    def names(self, path, seen=()):
        """(names, open): what the module binds, and whether it may bind more."""
        if path in self.cache:
            return self.cache[path]
        if path in seen:
            return set(), False
        tree = self.trees.get(path)
        if tree is None:
            return set(), True
        found, unsure = set(), False

        def visit(node):
            nonlocal unsure
            for child in ast.iter_child_nodes(node):
                if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                    found.add(child.name)
                    unsure = unsure or child.name == "__getattr__"
                    found.update(n for s in ast.walk(child) if isinstance(s, ast.Global) for n in s.names)
                    continue
                if isinstance(child, ast.Lambda):
                    continue
                if isinstance(child, ast.Import):
                    found.update(a.asname or a.name.split(".")[0] for a in child.names)
                elif isinstance(child, ast.ImportFrom):
                    for a in child.names:
                        if a.name != "*":
                            found.add(a.asname or a.name)
                            continue
                        m = self.resolve(child, path)
                        f = m and self.file(m)
                        if not f:
                            unsure = True
                            continue
                        sub, more = self.names(f, seen + (path,))
                        unsure = unsure or more
                        public = self.all_of(f)
                        found.update(n for n in sub if (n in public if public is not None else not n.startswith("_")))
                elif isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
                    found.add(child.id)
                elif isinstance(child, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and child.name:
                    found.add(child.name)
                visit(child)

        visit(tree)
        text = self.texts[path]
        if "sys.modules[__name__]" in text or "globals()" in text or "exec(" in text:
            unsure = True
        self.cache[path] = (found, unsure)
        return found, unsure

    def all_of(self, path):
        for node in self.trees[path].body if path in self.trees else []:
            if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
                try:
                    return set(ast.literal_eval(node.value))
                except ValueError:
                    return None
        return None

    def resolve(self, node, path):
        """The module path of a from-import; None where it is not of this repository."""
        if node.level:
            base = os.path.dirname(path)
            for _ in range(node.level - 1):
                base = os.path.dirname(base)
            return "/".join(p for p in (base, (node.module or "").replace(".", "/")) if p)
        below = node.module.replace(".", "/")
        at = os.path.dirname(path)
        # The root of the importer's own package first, then the usual roots.
        while at and at + "/__init__.py" in self.texts:
            at = os.path.dirname(at)
        for base in dict.fromkeys([at, "", "src", "lib"]):
            if self.file("/".join(p for p in (base, below.split("/")[0]) if p)):
                return "/".join(p for p in (base, below) if p)
        return None

    def exists(self, mod):
        return self.file(mod) is not None or mod in self.dirs

    def follow(self, path, mod, chain, out):
        """From module to module; the first attribute that a module certainly lacks."""
        for name in chain:
            below = mod + "/" + name
            f = self.file(mod)
            if f is None:
                if mod in self.dirs and not self.exists(below):
                    out.add(f"{path} @{mod} {name}")
                if not self.exists(below):
                    return
            else:
                names, unsure = self.names(f)
                if name in names or unsure or name.startswith("__"):
                    # A name of the package's own may hide the submodule: only what it imports from itself is followed.
                    if not (f.endswith("/__init__.py") and self.exists(below) and self.takes_submodule(f, name)):
                        return
                elif not (f.endswith("/__init__.py") and self.exists(below)):
                    out.add(f"{path} @{mod} {name}")
                    return
            mod = below

    def takes_submodule(self, path, name):
        stores = 0
        for node in ast.walk(self.trees[path]):
            if isinstance(node, ast.ImportFrom):
                for a in node.names:
                    if (a.asname or a.name) == name:
                        stores += 1
                        if a.name != name or self.resolve(node, path) != os.path.dirname(path):
                            return False
        return stores == 1

    def modules_of(self, path, tree):
        """Names that are bound once in the file, by an import, to a module of the repository."""
        bound = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for a in node.names:
                    top = a.name.split(".")[0]
                    fake = ast.ImportFrom(module=a.name if a.asname else top, names=[], level=0)
                    bound.setdefault(a.asname or top, []).append(self.resolve(fake, path))
            elif isinstance(node, ast.ImportFrom):
                mod = self.resolve(node, path)
                for a in node.names:
                    if a.name == "*":
                        continue
                    f = mod and self.file(mod)
                    below = None
                    if mod and (f is None or (f.endswith("/__init__.py") and a.name not in self.names(f)[0] and not self.names(f)[1])):
                        below = mod + "/" + a.name if self.exists(mod + "/" + a.name) else None
                    bound.setdefault(a.asname or a.name, []).append(below)
            elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                bound.setdefault(node.id, []).append(None)
            elif isinstance(node, ast.arg):
                bound.setdefault(node.arg, []).append(None)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                bound.setdefault(node.name, []).append(None)
            elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
                bound.setdefault(node.name, []).append(None)
        return {name: mods[0] for name, mods in bound.items() if mods[0] and all(m == mods[0] for m in mods)}

    def members(self, path, tree, out):
        modules = self.modules_of(path, tree)
        inner = set()
        for node in ast.walk(tree):
            if not isinstance(node, ast.Attribute) or id(node) in inner:
                continue
            chain, at = [], node
            while isinstance(at, ast.Attribute):
                inner.add(id(at))
                chain.append(at.attr)
                at = at.value
            if not isinstance(at, ast.Name) or at.id not in modules:
                continue
            chain.reverse()
            if not isinstance(node.ctx, ast.Load):
                chain.pop()
            self.follow(path, modules[at.id], chain, out)

    def strings(self, path, tree, out):
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args or node.keywords and any(k.arg == "create" for k in node.keywords):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
            target = node.args[0]
            if name != "patch" or not isinstance(target, ast.Constant) or not isinstance(target.value, str) or "." not in target.value:
                continue
            top, *rest = target.value.split(".")
            mod = self.resolve(ast.ImportFrom(module=top, names=[], level=0), path)
            if mod:
                self.follow(path, mod, rest, out)

    def broken(self):
        out = set()
        for path, tree in self.trees.items():
            self.members(path, tree, out)
            self.strings(path, tree, out)
            for node in ast.walk(tree):
                if isinstance(node, ast.Import):
                    for a in node.names:
                        mod = self.resolve(ast.ImportFrom(module=a.name, names=[], level=0), path)
                        if mod and not self.exists(mod):
                            out.add(f"{path} {a.name} *")
                if not isinstance(node, ast.ImportFrom):
                    continue
                mod = self.resolve(node, path)
                if mod is None:
                    continue
                spec = "." * node.level + (node.module or "")
                f = self.file(mod)
                if f is None:
                    for a in node.names:
                        below = mod + "/" + a.name
                        if mod not in self.dirs or (a.name != "*" and not self.file(below) and below not in self.dirs):
                            out.add(f"{path} {spec} {a.name}")
                    continue
                names, unsure = self.names(f)
                if unsure:
                    continue
                for a in node.names:
                    if a.name == "*" or a.name in names or a.name.startswith("__"):
                        continue
                    below = mod + "/" + a.name
                    if f.endswith("/__init__.py") and (self.file(below) or below in self.dirs):
                        continue
                    out.add(f"{path} {spec} {a.name}")
        return out


after = World(overlay).broken()
for line in sorted(after - World({}).broken()):
    print(line)
