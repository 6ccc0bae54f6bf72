"""An importer check on CPython's own ast and symtable. One JSON request a line on stdin, one answer a line on stdout.

It shares nothing with the tool under test: modules are found from package directories, names from symtable's scopes,
re-exports are followed through `from … import …` and `import *`, attribute chains through the modules they pass.
"""

import ast
import builtins
import io
import json
import re
import sys
import tokenize
import warnings

sys.dont_write_bytecode = True
from read_file import File

warnings.simplefilter("ignore")
sys.setrecursionlimit(20000)
BUILTINS = set(dir(builtins)) | {"__file__", "__name__", "__doc__", "__path__", "__spec__", "__loader__", "__package__", "__builtins__",
                                 "__annotations__", "__dict__", "__class__", "__module__", "__qualname__", "WindowsError"}
UNKNOWN = object()


class Tree:
    """The repository, with an overlay."""

    def __init__(self, files):
        self.files = files
        self.parsed = {}
        self.show({})

    def show(self, overlay):
        self.overlay = overlay
        self.texts = {path: text for path, text in {**self.files, **overlay}.items() if text is not None and path.endswith((".py", ".pyi"))}
        packages = {path.rsplit("/", 1)[0] if "/" in path else "" for path in self.texts if path.endswith(("/__init__.py", "/__init__.pyi"))}
        # PEP 561: a typed directory is a package, with or without `__init__`.
        packages |= {path.rsplit("/", 1)[0] for path in self.files if path.endswith("/py.typed")}
        self.homes, self.dotted, self.directories = {}, {}, {}
        for path in self.texts:
            directory = path.rsplit("/", 1)[0] if "/" in path else ""
            home = directory
            while home in packages and home:
                home = home.rsplit("/", 1)[0] if "/" in home else ""
            self.homes[path] = home
        roots = {"", "src", "lib"} | set(self.homes.values())
        for path in sorted(self.texts, key=lambda item: (item.endswith(".pyi"), item)):
            for root in {self.homes[path], "", "src", "lib"}:
                if root and not path.startswith(root + "/"):
                    continue
                inner = path[len(root) + 1:] if root else path
                parts = inner.rsplit(".", 1)[0].split("/")
                if parts[-1] == "__init__":
                    parts.pop()
                if not parts or not all(part.isidentifier() for part in parts):
                    continue
                self.dotted.setdefault(".".join(parts), []).append((root, path))
                for length in range(1, len(parts)):
                    self.directories.setdefault(".".join(parts[:length]), set()).add(root)
        self.known = {}

    def file(self, path):
        text = self.texts[path]
        key = (path, text)
        if key not in self.parsed:
            self.parsed[key] = File(path, text)
        return self.parsed[key]

    def name_of(self, path):
        home = self.homes[path]
        parts = (path[len(home) + 1:] if home else path).rsplit(".", 1)[0].split("/")
        if parts[-1] == "__init__":
            parts.pop()
        return ".".join(parts)

    def absolute(self, path, module, level):
        if level == 0:
            return module
        parts = self.name_of(path).split(".") if self.name_of(path) else []
        if not path.endswith(("/__init__.py", "/__init__.pyi", "__init__.py")):
            parts = parts[:-1]
        if level > 1:
            if level - 1 > len(parts):
                return None
            parts = parts[:len(parts) - level + 1]
        return ".".join([*parts, module] if module else parts)

    def find(self, dotted, importer):
        """A path; "directory" for a namespace package; None: not first-party or not there."""
        places = self.dotted.get(dotted)
        if places:
            home = self.homes.get(importer)
            own = [path for root, path in places if root == home]
            if own:
                return own[0]
            distinct = sorted({path for _, path in places if path.endswith(".py")} or {path for _, path in places})
            return distinct[0] if len(distinct) == 1 else UNKNOWN
        return "directory" if dotted in self.directories else None

    def is_first_party(self, dotted):
        head = dotted.split(".")[0]
        return head in self.dotted or head in self.directories

    def surface(self, path, name, seen=frozenset()):
        """True, False or UNKNOWN: whether the module at path has the name."""
        key = (path, name)
        if key in self.known:
            return self.known[key]
        if key in seen:
            return False
        result = self.compute(path, name, seen | {key})
        if not seen:
            self.known[key] = result
        return result

    def compute(self, path, name, seen):
        file = self.file(path)
        if file.error:
            return UNKNOWN
        facts = file.bindings.get(name)
        if facts:
            answers = []
            for fact in facts:
                if fact[0] == "from":
                    module = self.absolute(path, fact[1], fact[2])
                    itself = module == self.name_of(path) and fact[3] == name and self.find(f"{module}.{name}", path) is not None
                    answers.append(itself or self.member(module, fact[3], path, seen))
                elif fact[0] == "module" and self.is_first_party(fact[1]) and self.find(fact[1], path) is None:
                    answers.append(False)
                else:
                    answers.append(True)
            return True if True in answers else UNKNOWN if UNKNOWN in answers else False
        if path.endswith(("__init__.py", "__init__.pyi")):
            below = self.name_of(path)
            if self.find(f"{below}.{name}" if below else name, path) is not None:
                return True
        if name in ("__path__", "__file__", "__name__", "__doc__", "__dict__", "__all__", "__spec__", "__version__"):
            return True
        if file.dynamic or "__getattr__" in file.bindings:
            return UNKNOWN
        for module, level in file.stars:
            target = self.absolute(path, module, level)
            answer = self.starred(target, name, path, seen)
            if answer is not False:
                return answer
        return False

    def starred(self, module, name, importer, seen):
        found = self.find(module, importer) if module is not None else UNKNOWN
        if found is None and not self.is_first_party(module) or found is UNKNOWN:
            return UNKNOWN
        if found in (None, "directory"):
            return False
        file = self.file(found)
        if file.all_names is not None and not getattr(file, "all_dynamic", False) and name not in file.all_names:
            return False
        if file.all_names is None and name.startswith("_"):
            return False
        return self.surface(found, name, seen)

    def member(self, module, name, importer, seen=frozenset()):
        if module is None:
            return UNKNOWN
        found = self.find(module, importer)
        if found is UNKNOWN:
            return UNKNOWN
        if found is None:
            return False if self.is_first_party(module) else UNKNOWN
        if found == "directory":
            return self.find(f"{module}.{name}", importer) is not None
        return self.surface(found, name, seen)

    def modules_of(self, facts, path):
        """The dotted names of modules a binding stands for; None where it may be anything else."""
        found = set()
        for fact in facts or []:
            if fact[0] == "module":
                found.add(fact[2])
            elif fact[0] == "from":
                module = self.absolute(path, fact[1], fact[2])
                if module is None:
                    return None
                dotted = f"{module}.{fact[3]}" if module else fact[3]
                place = self.find(module, path)
                if self.find(dotted, path) is None or isinstance(place, str) and place != "directory" and self.defines(place, fact[3]):
                    return None
                found.add(dotted)
            else:
                return None
        return found if len(found) == 1 else None

    def module_chains(self, path):
        """Attribute chains that start at a module: its name, where the chain starts, the attributes."""
        file = self.file(path)
        for base, start, owner, members in file.chains:
            facts = file.bindings.get(base) if owner is file.root else owner.bound.get(base) if owner else None
            modules = self.modules_of(facts, path)
            if modules:
                yield next(iter(modules)), start, members

    def first_names(self, path):
        """Of such chains the first attribute that is no module: (module, where that is, attribute, start, end)."""
        for module, _, members in self.module_chains(path):
            for member, start, end in members:
                place = self.find(module, path)
                if not isinstance(place, str):
                    break
                if place != "directory" and self.defines(place, member) or self.find(f"{module}.{member}", path) is None:
                    yield module, place, member, start, end
                    break
                module = f"{module}.{member}"

    def defines(self, path, name):
        """Whether a package binds the name to something else than its own submodule (`from . import name`)."""
        facts = self.file(path).bindings.get(name)
        own = self.name_of(path)
        return bool(facts) and not all(fact[0] == "from" and fact[3] == name and self.absolute(path, fact[1], fact[2]) == own for fact in facts)

    def broken(self, path):
        file = self.file(path)
        if file.error:
            return [("parse", 0, 1, file.error)]
        found = []
        for item in file.imports:
            module = self.absolute(path, item["module"], item["level"])
            if module is None or module == "":
                continue
            place = self.find(module, path)
            if place is UNKNOWN:
                continue
            if place is None:
                if self.is_first_party(module):
                    found.append(("module", item.get("statement", item["start"]), item["end"], f"no module {module}"))
                continue
            if item["name"] not in (None, "*") and self.member(module, item["name"], path) is False:
                kind = "indirect" if self.hands_on(module, item["name"], path, frozenset()) else "name"
                found.append((kind, item["start"], item["end"], f"{module} has no {item['name']}"))
        for module, start, members in self.module_chains(path):
            if self.find(module, path) is None:
                continue  # the import of the module itself is broken
            for name, _, end in members:
                place = self.find(module, path)
                if not isinstance(place, str):
                    if place is None and self.is_first_party(module):
                        found.append(("chain", start, end, f"no module {module}"))
                    break
                if place != "directory" and self.defines(place, name):
                    if self.surface(place, name) is False:
                        found.append(("indirect", start, end, f"{module} has no {name}"))
                    break
                if self.find(f"{module}.{name}", path) is not None:
                    module = f"{module}.{name}"
                    continue
                inner = self.starred_module(place, name, frozenset()) if place != "directory" else None
                if inner is not None:
                    module = inner
                    continue
                if self.member(module, name, path) is False:
                    found.append(("chain", start, end, f"{module} has no {name}"))
                break
        return found

    def starred_module(self, path, name, seen):
        """The module that a package got from the stars of another: `from pkg.core import *`, where `pkg.core` has imported one of its own."""
        if path in seen:
            return None
        for module, level in self.file(path).stars:
            dotted = self.absolute(path, module, level)
            place = self.find(dotted, path) if dotted else None
            if not isinstance(place, str) or place == "directory" or self.starred(dotted, name, path, frozenset()) is not True:
                continue
            below = self.find(f"{dotted}.{name}", path)
            if isinstance(below, str) and below != "directory" and not self.defines(place, name):
                return f"{dotted}.{name}"
            return self.starred_module(place, name, seen | {path})
        return None

    def hands_on(self, module, name, importer, seen):
        """Whether a module on the way imports the name by its name: then its import is what is broken."""
        place = self.find(module, importer) if module is not None else None
        if not isinstance(place, str) or place == "directory" or place in seen:
            return False
        file = self.file(place)
        if name in file.bindings:
            return True
        return any(self.hands_on(self.absolute(place, star, level), name, place, seen | {place}) for star, level in file.stars)

    def denotes(self, path, name, target, wanted, seen=frozenset()):
        """Whether `name` of the module at path is the target's, called by its name on every hop."""
        if path == target:
            return name == wanted
        if (path, name) in seen:
            return False
        seen = seen | {(path, name)}
        file = self.file(path)
        if file.error:
            return False
        facts = file.bindings.get(name)
        if facts:
            return all(fact[0] == "from" and fact[3] == name and self.denotes_in(self.absolute(path, fact[1], fact[2]), name, path, target, wanted, seen) for fact in facts)
        for module, level in file.stars:
            dotted = self.absolute(path, module, level)
            if self.starred(dotted, name, path, frozenset()) is True:
                return self.denotes_in(dotted, name, path, target, wanted, seen)
        return False

    def denotes_in(self, module, name, importer, target, wanted, seen=frozenset()):
        place = self.find(module, importer) if module is not None else None
        if not isinstance(place, str) or place == "directory":
            return False
        return self.denotes(place, name, target, wanted, seen)

    def sites(self, path, target, name):
        """Where a file spells the target's name and means it: (start, end)."""
        file = self.file(path)
        if file.error:
            return []
        found = set()
        if path == target:
            for spelled, start, end, owner, _ in file.names:
                if spelled == name and owner is file.root:
                    found.add((start, end))
            found.update((start, end) for spelled, start, end in file.all_strings if spelled == name)
        for item in file.imports:
            if item["name"] == name and self.denotes_in(self.absolute(path, item["module"], item["level"]), name, path, target, name):
                found.add((item["start"], item["end"]))
        if path != target:
            for spelled, start, end, owner, _ in file.names:
                if spelled != name or owner is None:
                    continue
                facts = file.bindings.get(name) if owner is file.root else owner.bound.get(name)
                if owner is file.root and not facts:
                    if self.denotes(path, name, target, name):
                        found.add((start, end))
                    continue
                if facts and all(fact[0] == "from" and fact[3] == name and self.denotes_in(self.absolute(path, fact[1], fact[2]), name, path, target, name) for fact in facts):
                    found.add((start, end))
            if self.denotes(path, name, target, name):
                found.update((start, end) for spelled, start, end in file.all_strings if spelled == name)
        for module, _, member, start, end in self.first_names(path):
            if member == name and self.denotes_in(module, name, path, target, name):
                found.add((start, end))
        return sorted(found)

    def origin(self, path, name, seen=frozenset()):
        """Where a name of a module is defined, whatever it is called on the way: (path, name); None: unknown or gone."""
        if (path, name) in seen:
            return None
        seen = seen | {(path, name)}
        file = self.file(path)
        if file.error:
            return None
        facts = file.bindings.get(name)
        if facts:
            if any(fact[0] == "definition" for fact in facts):
                return (path, name)
            found = {self.origin_in(self.absolute(path, fact[1], fact[2]), fact[3], path, seen) if fact[0] == "from" else None for fact in facts}
            return found.pop() if len(found) == 1 else None
        for module, level in file.stars:
            dotted = self.absolute(path, module, level)
            if self.starred(dotted, name, path, frozenset()) is True:
                return self.origin_in(dotted, name, path, seen)
        return None

    def origin_in(self, module, name, importer, seen=frozenset()):
        place = self.find(module, importer) if module is not None else None
        if not isinstance(place, str) or place == "directory":
            return None
        return self.origin(place, name, seen)

    def meaning(self, path, facts):
        """What the imports that bind a name denote."""
        found = {self.origin_in(self.absolute(path, fact[1], fact[2]), fact[3], path) if fact[0] == "from" else None for fact in facts or [None]}
        return found.pop() if len(found) == 1 else None

    def observe(self, path, target):
        """How often the file means a symbol, by whatever name, and what it imports."""
        file = self.file(path)
        if file.error:
            return None
        imports, uses = [], 0
        for item in file.imports:
            module = self.absolute(path, item["module"], item["level"])
            place = self.find(module, path) if module else None
            where = place if isinstance(place, str) and place != "directory" else module
            local = item["local"] or item["name"] or item["module"]
            below = f"{module}.{item['name']}" if module else item["name"]
            inner = self.find(below, path) if item["name"] not in (None, "*") else None
            if isinstance(inner, str) and inner != "directory" and not (isinstance(place, str) and place != "directory" and self.defines(place, item["name"])):
                imports.append(f"{inner}#* as {local}")
            else:
                imports.append(f"{where}#{item['name'] or '*'} as {local}")
        for spelled, start, end, owner, kind in file.names:
            if kind not in ("code", "string") or owner is None:
                continue
            facts = file.bindings.get(spelled) if owner is file.root else owner.bound.get(spelled)
            if owner is file.root and not facts:
                uses += self.origin(path, spelled) == target
            elif facts and all(fact[0] == "from" for fact in facts):
                uses += self.meaning(path, facts) == target
        for _, place, member, _, _ in self.first_names(path):
            uses += place != "directory" and self.origin(place, member) == target
        return {"uses": uses, "imports": sorted(imports)}

    def confirms(self, path, line, target, module):
        """Whether a string on the line names the symbol (or the module, where target is null), or an attribute that is it."""
        file = self.file(path)
        if file.error:
            return False
        nodes = [node for node in ast.walk(file.tree) if getattr(node, "lineno", 0) <= line <= getattr(node, "end_lineno", -1)]
        texts = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.end_lineno - node.lineno < 3]
        texts += [node.arg for node in nodes if isinstance(node, ast.keyword) and node.arg]
        for text in texts:
            dotted = text.strip().replace(":", ".")
            if target is None:
                if dotted == module or dotted.startswith(f"{module}.") or f".{dotted}".endswith("." + module.rpartition(".")[2]):
                    return True
                continue
            parts = dotted.split(".")
            if parts[-1] == target[1] and len(parts) == 1:
                return True
            for length in range(len(parts) - 1, 0, -1):
                head = ".".join(parts[:length])
                if isinstance(self.find(head, path), str) and self.find(head, path) != "directory":
                    if self.origin_in(head, parts[length], path) == target:
                        return True
                    break
        return False

    def names_in(self, path):
        """Every name that a scope of the file binds."""
        file = self.file(path)
        if file.error:
            return []
        scopes = {id(owner): owner for _, _, _, owner, _ in file.names if owner is not None}
        return sorted({*file.bindings, *(name for owner in scopes.values() for name in owner.bound)})

    def mentions(self, path, dotted):
        """Import statements that name a module, also as a name of its package."""
        found = []
        for item in self.file(path).imports:
            module = self.absolute(path, item["module"], item["level"])
            if module is not None and (module == dotted or module.startswith(dotted + ".") or item["name"] and f"{module}.{item['name']}" == dotted):
                found.append((item.get("statement", item["start"]), item["end"]))
        return found

    def inspect(self, path, text):
        file = File(path, text)
        if file.error:
            return {"parses": False, "undefined": [], "unused": [], "rest": ""}
        undefined = sorted({name for name, owner in file.loads if owner is file.root and name not in file.bindings and name not in BUILTINS and not file.stars})
        read = {(name, id(owner)) for name, owner in file.loads} | {(name, id(owner)) for name, _, _, owner, kind in file.names if kind == "string"}
        scopes = [file.root, *{id(owner): owner for _, _, _, owner, _ in file.names if owner is not None}.values()]
        unused = []
        for scope in scopes:
            bound = file.bindings if scope is file.root else scope.bound
            for name, facts in bound.items():
                if all(fact[0] in ("from", "module") for fact in facts) and (name, id(scope)) not in read and name not in (file.all_names or ()):
                    unused.append(name)
        return {"parses": True, "undefined": undefined, "unused": sorted(set(unused)), "rest": rest_of(text)}


def rest_of(text):
    """The tokens that belong to no import statement."""
    tree = ast.parse(text)
    lines = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for line in range(node.lineno, node.end_lineno + 1):
                lines[line] = True
    skip = (tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.COMMENT, tokenize.ENDMARKER)
    return " ".join(token.string for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.type not in skip and token.start[0] not in lines)


def main():
    tree = None
    for line in sys.stdin:
        request = json.loads(line)
        command = request["command"]
        if command == "load":
            tree = Tree(request["files"])
            answer = len(tree.texts)
        elif command == "candidates":
            tree.show({})
            file = tree.file(request["path"])
            answer = [] if file.error else [name for name, facts in file.bindings.items()
                                            if all(fact[0] == "definition" and fact[1] in ("class", "function", "variable") for fact in facts)
                                            and not re.match(r"__.*__$", name)]
        elif command == "sites":
            tree.show({})
            name = request["name"]
            word = re.compile(r"\b" + re.escape(name) + r"\b")
            answer = {path: tree.sites(path, request["path"], name) for path, text in tree.texts.items() if name in text and word.search(text)}
        elif command == "module":
            tree.show({})
            path = request["path"]
            name, home = tree.name_of(path), tree.homes[path]
            inside = home in ("", "src", "lib") or path.rpartition("/")[0] != home
            answer = {"name": name, "home": home, "unique": inside and {place for _, place in tree.dotted.get(name, ())} == {path}}
        elif command == "mentions":
            tree.show({})
            name = request["name"]
            word = re.compile(r"\b" + re.escape(name.rpartition(".")[2]) + r"\b")
            answer = {path: tree.mentions(path, name) for path, text in tree.texts.items() if word.search(text)}
        elif command == "broken":
            tree.show(request["overlay"])
            word = re.compile(request["word"])
            paths = [path for path, text in tree.texts.items() if path in request["overlay"] or word.search(text)]
            now = {path: tree.broken(path) for path in paths}
            tree.show({})
            answer = []
            for path in paths:
                before = [item[3] for item in tree.broken(path)] if path in tree.texts else []
                for kind, start, end, message in now[path]:
                    if message in before:
                        before.remove(message)
                    else:
                        answer.append({"path": path, "start": start, "end": end, "message": f"{kind}: {message}", "indirect": kind == "indirect"})
        elif command == "inspect":
            answer = {path: tree.inspect(path, text) for path, text in request["files"].items() if path.endswith((".py", ".pyi"))}
        elif command == "observe":
            tree.show(request["overlay"])
            target = (request["path"], request["name"])
            answer = {path: tree.observe(path, target) for path in request["paths"] if path in tree.texts}
            tree.show({})
        elif command == "confirms":
            tree.show({})
            target = None if request["name"] is None else (request["target"], request["name"])
            answer = request["path"] in tree.texts and tree.confirms(request["path"], request["line"], target, request["module"])
        elif command == "names":
            tree.show({})
            answer = tree.names_in(request["path"])
        elif command == "imports":
            file = File("x.py", request["text"])
            answer = [[item["module"], item["level"], item["start"]] for item in file.imports]
        print(json.dumps(answer), flush=True)


main()
