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

    def broken(self):
        out = set()
        for path, tree in self.trees.items():
            for node in ast.walk(tree):
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
