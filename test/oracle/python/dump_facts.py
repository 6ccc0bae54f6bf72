"""What CPython itself says about Python files: imports, and which variable every name means.

Reads paths from standard input, one a line; writes one JSON object a line. Offsets are UTF-16 code units of the text
decoded as UTF-8 with its byte order mark kept. Uses nothing but `ast` and `symtable`; runs no scanned code.
"""

import ast
import json
import symtable
import sys
import warnings

warnings.simplefilter("ignore")
sys.setrecursionlimit(20000)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
COMPREHENSIONS = {
    ast.ListComp: "listcomp",
    ast.SetComp: "setcomp",
    ast.DictComp: "dictcomp",
    ast.GeneratorExp: "genexpr",
}
# Bound by the compiler in classes with type parameters.
IMPLICIT = {"__type_params__", "__classdict__", "__conditional_annotations__"}
# Before 3.12 the positions inside f-strings are not those of the file.
EXACT_FSTRINGS = sys.version_info >= (3, 12)


class Lines:
    """Turns lines and UTF-8 columns into UTF-16 offsets of the whole text."""

    def __init__(self, text):
        self.starts = []
        self.lines = []
        at = 0
        start = 0
        units = 0
        while at < len(text):
            character = text[at]
            width = 2 if ord(character) > 0xFFFF else 1
            at += 1
            units += width
            if character == "\r" and at < len(text) and text[at] == "\n":
                at += 1
                units += 1
            if character in "\r\n":
                self._add(text[start:at], units)
                start = at
        self._add(text[start:], None)
        if text.startswith("\ufeff"):
            self.lines[0] = self.lines[0][1:]
            self.starts[0] += 1

    def _add(self, line, end):
        if not self.starts:
            self.starts.append(0)
        self.lines.append(line)
        if end is not None:
            self.starts.append(end)

    def offset(self, line, column):
        text = self.lines[line - 1]
        if text.isascii():
            return self.starts[line - 1] + column
        before = text.encode("utf-8")[:column].decode("utf-8", "replace")
        return self.starts[line - 1] + len(before.encode("utf-16-le")) // 2

    def of(self, node):
        return self.offset(node.lineno, node.col_offset)


class Scope:
    def __init__(self, key, table, parent, kind):
        self.key = key
        self.table = table
        self.parent = parent
        self.kind = kind
        self.leaked = set()
        self.bound_so_far = set()
        self.children = {}
        if table is not None:
            for child in table.get_children():
                self.children.setdefault((child.get_name(), child.get_lineno()), []).append(child)

    def take(self, name, line, kind):
        """The next child table of that name and line, as `symtable` met them in order."""
        if isinstance(self.table, InlinedTable):
            return self.parent.take(name, line, kind)
        known = self.children.get((name, line)) or []
        for index, child in enumerate(known):
            if table_kind(child) == kind:
                return known.pop(index)
        # Bounds and values of aliases have tables of their own, between this one and what stands in them.
        for tables in self.children.values():
            for table in tables:
                if table_kind(table) == "type" and kind != "type":
                    nested = Scope("", table, None, "type").take(name, line, kind)
                    if nested is not None:
                        return nested
        return None


class InlinedTable:
    """Stands for a comprehension that CPython 3.12 and later inline (PEP 709), so that it has no table."""

    def __init__(self, node):
        self.names = {
            name.id
            for generator in node.generators
            for name in ast.walk(generator.target)
            if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
        }

    def lookup(self, name):
        if name not in self.names:
            raise KeyError(name)
        return InlinedSymbol(name)

    def get_symbols(self):
        return [InlinedSymbol(name) for name in self.names]

    def get_children(self):
        return []


class InlinedSymbol:
    def __init__(self, name):
        self.name = name

    def get_name(self):
        return self.name

    def is_local(self):
        return True

    is_assigned = is_local

    def is_global(self):
        return False

    is_free = is_declared_global = is_global


def table_kind(table):
    kind = str(getattr(table.get_type(), "value", table.get_type()))
    if kind in ("function", "class", "module"):
        return kind
    return "type"


class Dump(ast.NodeVisitor):
    def __init__(self, text, path):
        self.lines = Lines(text)
        self.tree = ast.parse(text.removeprefix("\ufeff"))
        table = symtable.symtable(text.removeprefix("\ufeff"), path, "exec")
        self.module = self.scope = Scope("module:0", table, None, "module")
        self.imports = []
        self.names = []
        self.scopes = [self.module]
        self.opaque = []
        self.in_string = 0

    # Resolution

    def owner(self, name, binding):
        scope = self.scope
        symbol = lookup(scope.table, name)
        if symbol is None:
            return self.enclosing(scope, name, True)
        if scope is self.module:
            return self.in_module(name)
        if symbol.is_global():
            return self.in_module(name)
        if symbol.is_free():
            return self.enclosing(scope.parent, name, False, scope.kind == "type")
        if symbol.is_local():
            # A class body that has not bound its own name yet reads the global one (LOAD_NAME).
            unbound = scope.kind == "class" and name not in scope.bound_so_far and not binding
            return self.in_module(name) if unbound else scope.key
        return self.in_module(name)

    def enclosing(self, scope, name, first, through_type=False):
        at = scope
        while at is not None and at is not self.module:
            symbol = lookup(at.table, name)
            visible = at.kind != "class" or first or through_type
            if symbol is not None and visible:
                if symbol.is_declared_global():
                    return self.in_module(name)
                if symbol.is_local() and not symbol.is_free():
                    return at.key
            through_type = (through_type or first) and at.kind == "type"
            first = False
            at = at.parent
        return self.in_module(name)

    def in_module(self, name):
        symbol = lookup(self.module.table, name)
        if symbol is not None and is_bound(symbol):
            return self.module.key
        return self.module.key if name in self.global_names() else None

    def global_names(self):
        if not hasattr(self, "_globals"):
            self._globals = set()
            queue = [self.module.table]
            while queue:
                table = queue.pop()
                queue.extend(table.get_children())
                for symbol in table.get_symbols():
                    if symbol.is_declared_global() and (is_bound(symbol)):
                        self._globals.add(symbol.get_name())
        return self._globals

    # Scopes

    def enter(self, name, node, kind, our_kind, visit, line=None):
        table = self.scope.take(name, line or node.lineno, "function" if kind == "comprehension" else kind)
        if table is None and kind == "comprehension" and sys.version_info >= (3, 12):
            table = InlinedTable(node)
            self.inline(table.names)
        outer = self.scope
        self.scope = Scope(f"{our_kind}:{self.lines.of(node)}", table, outer, our_kind)
        if table is None:
            raise LookupError(f"no table {name!r} at line {node.lineno}")
        self.scopes.append(self.scope)
        visit()
        self.scope = outer

    def inline(self, names):
        """An inlined comprehension leaves its names in the table around it: there they tell nothing."""
        scope = self.scope
        while True:
            scope.leaked |= names
            if not isinstance(scope.table, InlinedTable):
                return
            scope = scope.parent

    def visit_FunctionDef(self, node):
        arguments = node.args
        for default in arguments.defaults + [d for d in arguments.kw_defaults if d is not None]:
            self.visit(default)
        for decorator in node.decorator_list:
            self.visit(decorator)

        def annotations_and_body():
            for argument in all_arguments(arguments):
                self.maybe(argument.annotation)
            self.maybe(node.returns)
            self.enter(node.name, node, "function", "function", body)

        def body():
            for argument in all_arguments(arguments):
                self.note(argument, argument.arg)
            for statement in node.body:
                self.visit(statement)

        self.with_type_parameters(node, annotations_and_body)
        self.scope.bound_so_far.add(self.mangle(node.name))

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node):
        for default in node.args.defaults + [d for d in node.args.kw_defaults if d is not None]:
            self.visit(default)

        def body():
            for argument in all_arguments(node.args):
                self.note(argument, argument.arg)
            self.visit(node.body)

        self.enter("lambda", node, "function", "function", body)

    def visit_ClassDef(self, node):
        for decorator in node.decorator_list:
            self.visit(decorator)

        def bases_and_body():
            for part in node.bases + node.keywords:
                self.visit(part)
            self.enter(node.name, node, "class", "class", lambda: [self.visit(each) for each in node.body])

        self.with_type_parameters(node, bases_and_body)
        self.scope.bound_so_far.add(self.mangle(node.name))

    def with_type_parameters(self, node, visit):
        parameters = getattr(node, "type_params", [])
        if not parameters:
            visit()
            return

        def inner():
            for parameter in parameters:
                # They have tables of their own, which bind nothing.
                self.maybe(getattr(parameter, "bound", None))
                self.maybe(getattr(parameter, "default_value", None))
            visit()

        name = node.name.id if isinstance(node.name, ast.Name) else node.name
        self.enter(name, node, "type", "type", inner)

    def maybe(self, node):
        if node is not None:
            self.visit(node)

    def visit_TypeAlias(self, node):
        self.visit(node.name)
        self.with_type_parameters(node, lambda: self.visit(node.value))

    def comprehension(self, node, results):
        first = node.generators[0]
        self.visit(first.iter)

        def inner():
            for index, generator in enumerate(node.generators):
                self.visit(generator.target)
                if index:
                    self.visit(generator.iter)
                for condition in generator.ifs:
                    self.visit(condition)
            for result in results:
                self.visit(result)

        self.enter(COMPREHENSIONS[type(node)], node, "comprehension", "comprehension", inner)

    def visit_ListComp(self, node):
        self.comprehension(node, [node.elt])

    visit_SetComp = visit_ListComp
    visit_GeneratorExp = visit_ListComp

    def visit_DictComp(self, node):
        self.comprehension(node, [node.key, node.value])

    def visit_NamedExpr(self, node):
        self.visit(node.value)
        outer = self.scope
        while self.scope.kind == "comprehension":
            self.scope = self.scope.parent
        self.note(node.target, node.target.id)
        self.scope = outer

    def visit_AnnAssign(self, node):
        self.maybe(node.value)
        if node.value is None and isinstance(node.target, ast.Name):
            bound = set(self.scope.bound_so_far)
            self.visit(node.target)
            self.scope.bound_so_far = bound
        else:
            self.visit(node.target)
        self.visit(node.annotation)

    def visit_Assign(self, node):
        self.visit(node.value)
        for target in node.targets:
            self.visit(target)

    def visit_AugAssign(self, node):
        self.visit(node.value)
        self.visit(node.target)

    def visit_For(self, node):
        self.visit(node.iter)
        self.visit(node.target)
        for statement in node.body + node.orelse:
            self.visit(statement)

    visit_AsyncFor = visit_For

    def visit_ExceptHandler(self, node):
        self.maybe(node.type)
        if node.name:
            self.scope.bound_so_far.add(self.mangle(node.name))
        for statement in node.body:
            self.visit(statement)

    def visit_MatchAs(self, node):
        self.generic_visit(node)
        if node.name:
            self.scope.bound_so_far.add(self.mangle(node.name))

    def visit_MatchStar(self, node):
        if node.name:
            self.scope.bound_so_far.add(self.mangle(node.name))

    def visit_MatchMapping(self, node):
        self.generic_visit(node)
        if node.rest:
            self.scope.bound_so_far.add(self.mangle(node.rest))

    def visit_JoinedStr(self, node):
        if EXACT_FSTRINGS:
            self.generic_visit(node)
            return
        start = self.lines.of(node)
        end = self.lines.offset(node.end_lineno, node.end_col_offset)
        self.opaque.append([start, end])
        # The tables inside have to be taken all the same.
        self.in_string += 1
        self.generic_visit(node)
        self.in_string -= 1

    # Facts

    def note(self, node, name, members=(), call=None):
        binding = not isinstance(getattr(node, "ctx", None), ast.Load)
        if binding:
            self.scope.bound_so_far.add(self.mangle(name))
        if not self.in_string:
            owner = self.owner(self.mangle(name), binding)
            self.names.append([self.lines.of(node), name, owner, list(members), call])

    def mangle(self, name):
        """`symtable` knows private names of classes by their mangled spelling."""
        if not name.startswith("__") or name.endswith("__"):
            return name
        return private_prefix(self.scope) + name

    def visit_Name(self, node):
        self.note(node, node.id)

    def visit_Attribute(self, node):
        self.chain(node)

    def visit_Call(self, node):
        self.chain(node)

    def chain(self, node):
        call = node if isinstance(node, ast.Call) else None
        root = node.func if call else node
        members = []
        while isinstance(root, ast.Attribute):
            members.append(root.attr)
            root = root.value
        if isinstance(root, ast.Name):
            self.note(root, root.id, reversed(members), shape(call))
        else:
            self.visit(root)
        if call:
            for part in call.args + call.keywords:
                self.visit(part)

    def visit_Import(self, node):
        for alias in node.names:
            self.imports.append([self.lines.of(alias), "import", alias.name, [[alias.name, alias.asname]]])
            self.scope.bound_so_far.add(self.mangle(alias.asname or alias.name.split(".")[0]))

    def visit_ImportFrom(self, node):
        module = "." * node.level + (node.module or "")
        names = [[alias.name, alias.asname] for alias in node.names]
        self.imports.append([self.lines.of(node), "from", module, names])
        for alias in node.names:
            self.scope.bound_so_far.add(self.mangle(alias.asname or alias.name))

    def result(self):
        self.visit(self.tree)
        scopes = []
        for scope in self.scopes:
            bound = set()
            for symbol in scope.table.get_symbols():
                symbol = lookup(scope.table, symbol.get_name())
                if symbol.get_name() in IMPLICIT or symbol.get_name().startswith("."):
                    continue
                if scope is self.module:
                    if is_bound(symbol):
                        bound.add(symbol.get_name())
                elif symbol.is_local() and is_bound(symbol):
                    bound.add(symbol.get_name())
            if scope is self.module:
                bound |= self.global_names()
            leaked = set() if isinstance(scope.table, InlinedTable) else scope.leaked
            scopes.append([scope.key, sorted(unmangled(name, scope) for name in bound - leaked), sorted(leaked)])
        return {"imports": self.imports, "names": self.names, "scopes": scopes, "opaque": self.opaque}


def private_prefix(scope):
    while scope is not None and scope.kind != "class":
        scope = scope.parent
    name = "" if scope is None else scope.table.get_name().lstrip("_")
    return f"_{name}" if name else ""


def unmangled(name, scope):
    prefix = private_prefix(scope)
    mangled = prefix and name.startswith(prefix + "__") and not name.endswith("__")
    return name[len(prefix) :] if mangled else name


def lookup(table, name):
    """`SymbolTable.lookup`, but for the function named `top`, which it takes for the module."""
    if isinstance(table, InlinedTable):
        return table.lookup(name) if name in table.names else None
    flags = table._table.symbols.get(name)
    if flags is None:
        return None
    return symtable.Symbol(name, flags, None, module_scope=table.get_type() == "module")


def is_bound(symbol):
    return symbol.is_assigned() or symbol.is_imported() or symbol.is_parameter() or symbol.is_annotated()


def all_arguments(arguments):
    found = arguments.posonlyargs + arguments.args + [arguments.vararg] + arguments.kwonlyargs + [arguments.kwarg]
    return [argument for argument in found if argument is not None]


def shape(call):
    if call is None:
        return None
    positional = sum(not isinstance(argument, ast.Starred) for argument in call.args)
    keywords = [keyword.arg for keyword in call.keywords if keyword.arg is not None]
    return [positional, keywords, positional < len(call.args) or len(keywords) < len(call.keywords)]


def main():
    for line in sys.stdin:
        path = line.rstrip("\n")
        try:
            with open(path, "rb") as file:
                text = file.read().decode("utf-8")
            answer = Dump(text, path).result()
        except (SyntaxError, ValueError, RecursionError, LookupError) as problem:
            answer = {"problem": f"{type(problem).__name__}: {problem}"}
        answer["path"] = path
        print(json.dumps(answer))


main()
