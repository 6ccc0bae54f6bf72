"""What one Python file says, read with CPython's own ast and symtable: names, imports, scopes, attribute chains."""

import ast
import re
import symtable


class Scope:
    def __init__(self, table, parent):
        self.table, self.parent, self.children = table, parent, list(table.get_children())
        self.bound = {}

    def child(self, names, line):
        for at, table in enumerate(self.children):
            if table.get_name() in names and table.get_lineno() == line:
                return Scope(self.children.pop(at), self)
        return None

    def owner(self, name):
        """The scope whose binding `name` means here."""
        scope = self
        first = True
        while scope is not None:
            kind = scope.table.get_type()
            if kind == "module":
                return scope
            try:
                symbol = scope.table.lookup(name)
            except KeyError:
                symbol = None
            if symbol is not None and (first or kind != "class"):
                if symbol.is_declared_global():
                    return scope.module()
                if symbol.is_local() and not symbol.is_free() and (symbol.is_assigned() or symbol.is_imported() or symbol.is_parameter() or symbol.is_namespace() or symbol.is_annotated()):
                    return scope
                if symbol.is_global():
                    return scope.module()
            first = False
            scope = scope.parent
        return None

    def module(self):
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope


class File:
    """What one file says, all positions in UTF-16 code units."""

    def __init__(self, path, text):
        self.path, self.text = path, text
        self.imports, self.names, self.chains = [], [], []
        self.bindings = {}          # module-level name -> list of (kind, …)
        self.stars, self.dynamic = [], False
        self.all_names, self.local = None, {}
        self.all_strings = []
        self.loads = []
        self.error = None
        self.lines = text.splitlines(keepends=True) if "\x0c" not in text and "\x1c" not in text else re.split(r"(?<=\n)", text)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + utf16(line))
        try:
            self.tree = ast.parse(text)
            table = symtable.symtable(text, path, "exec")
        except (SyntaxError, ValueError, RecursionError) as error:
            self.error = str(error)
            return
        self.root = Scope(table, None)
        Walker(self).run()

    def offset(self, line, column):
        """UTF-16 offset of a line (1-based) and a UTF-8 column."""
        text = self.lines[line - 1]
        if text.isascii():
            return self.starts[line - 1] + column
        return self.starts[line - 1] + utf16(text.encode()[:column].decode(errors="replace"))

    def slice(self, start, end):
        data = self.text.encode("utf-16-le")
        return data[2 * start:2 * end].decode("utf-16-le")


def utf16(text):
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


class Walker(ast.NodeVisitor):
    def __init__(self, file):
        self.file, self.scope, self.nested, self.annotation = file, file.root, 0, False

    def run(self):
        self.visit_all(self.file.tree.body)

    def visit_all(self, nodes):
        for node in nodes:
            if node is not None:
                self.visit(node)

    def bind(self, name, fact):
        owner = self.scope.owner(name)
        if owner is None:
            return
        if owner is self.file.root:
            self.file.bindings.setdefault(name, []).append(fact)
        else:
            owner.bound.setdefault(name, []).append(fact)

    def enter(self, names, line):
        child = self.scope.child(names, line)
        if child is None:
            return None
        before, self.scope = self.scope, child
        return before

    def name_token(self, name, node, pattern):
        """Where a definition spells its name."""
        start = self.file.offset(node.lineno, node.col_offset)
        match = re.compile(pattern + re.escape(name) + r"\b").match(self.file.slice(start, start + 400 + len(name)))
        if match:
            end = start + utf16(match.group(0))
            self.file.names.append((name, end - len(name), end, self.scope.owner(name), "definition"))

    def visit_FunctionDef(self, node):
        self.name_token(node.name, node, r"(?:async\s+)?def\s+(?:\\\n)?\s*")
        self.bind(node.name, ("definition", "function"))
        self.visit_all(node.decorator_list)
        arguments = node.args
        self.visit_all([*arguments.defaults, *arguments.kw_defaults])
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
        for argument in every:
            if argument is not None:
                self.visit_annotation(argument.annotation)
        self.visit_annotation(node.returns)
        before = self.enter({node.name}, node.lineno)
        if before is None:
            return
        self.visit_all(node.body)
        self.scope = before

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_ClassDef(self, node):
        self.name_token(node.name, node, r"class\s+")
        self.bind(node.name, ("definition", "class"))
        self.visit_all([*node.decorator_list, *node.bases, *[item.value for item in node.keywords]])
        before = self.enter({node.name}, node.lineno)
        if before is None:
            return
        self.visit_all(node.body)
        self.scope = before

    def visit_Lambda(self, node):
        self.visit_all([*node.args.defaults, *node.args.kw_defaults])
        before = self.enter({"lambda"}, node.lineno)
        if before is None:
            return
        self.visit(node.body)
        self.scope = before

    def comprehension(self, node):
        self.visit(node.generators[0].iter)
        before = self.enter({"listcomp", "setcomp", "dictcomp", "genexpr"}, node.lineno)
        if before is None:
            return
        for at, generator in enumerate(node.generators):
            self.visit(generator.target)
            if at:
                self.visit(generator.iter)
            self.visit_all(generator.ifs)
        if isinstance(node, ast.DictComp):
            self.visit_all([node.key, node.value])
        else:
            self.visit(node.elt)
        self.scope = before

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = comprehension

    def visit_annotation(self, node):
        if node is None:
            return
        before, self.annotation = self.annotation, True
        self.visit(node)
        self.annotation = before

    def visit_AnnAssign(self, node):
        self.visit(node.target)
        self.visit_annotation(node.annotation)
        if node.value is not None:
            self.visit(node.value)

    def visit_Subscript(self, node):
        self.visit(node.value)
        base = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", None)
        before = self.annotation
        if base == "Literal":
            self.annotation = False
        self.visit(node.slice)
        self.annotation = before

    def visit_Call(self, node):
        before, self.annotation = self.annotation, False
        function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
        self.visit(node.func)
        for at, argument in enumerate([*node.args, *[item.value for item in node.keywords]]):
            self.annotation = function == "cast" and at == 0
            self.visit(argument)
        self.annotation = before
        if isinstance(node.func, ast.Name) and function in ("globals", "exec"):
            self.file.dynamic = True

    def visit_Constant(self, node):
        if not (self.annotation and isinstance(node.value, str) and node.lineno == node.end_lineno):
            return
        start = self.file.offset(node.lineno, node.col_offset)
        end = self.file.offset(node.end_lineno, node.end_col_offset)
        if self.file.slice(start + 1, end - 1) != node.value or not node.value.isascii():
            return
        try:
            inner = ast.parse(node.value, mode="eval")
        except SyntaxError:
            return
        for item in ast.walk(inner):
            if isinstance(item, ast.Name):
                at = start + 1 + item.col_offset
                self.file.names.append((item.id, at, at + len(item.id), self.scope.owner(item.id), "string"))
            elif isinstance(item, ast.Attribute):
                chain = chain_of(item)
                if chain:
                    self.add_chain(chain, lambda line, column: start + 1 + column)

    def add_chain(self, chain, offset):
        base, members = chain
        owner = self.scope.owner(base.id)
        at = offset(base.lineno, base.col_offset)
        self.file.chains.append((base.id, at, owner, [(name, offset(line, column) - len(name), offset(line, column)) for name, line, column in members]))

    def visit_Name(self, node):
        start = self.file.offset(node.lineno, node.col_offset)
        owner = self.scope.owner(node.id)
        self.file.names.append((node.id, start, start + utf16(node.id), owner, "code"))
        if isinstance(node.ctx, ast.Load):
            self.file.loads.append((node.id, owner))
        else:
            self.bind(node.id, ("definition", "variable" if isinstance(node.ctx, ast.Store) else "deletion"))

    def visit_Attribute(self, node):
        chain = chain_of(node)
        if chain:
            self.add_chain(chain, self.file.offset)
            self.visit(chain[0])
        else:
            self.visit(node.value)

    def visit_Global(self, node):
        start = self.file.offset(node.lineno, node.col_offset)
        text = self.file.slice(start, start + 500)
        for name in node.names:
            match = re.search(r"\b" + re.escape(name) + r"\b", text)
            if match:
                self.file.names.append((name, start + match.start(), start + match.end(), self.scope.owner(name), "code"))

    visit_Nonlocal = visit_Global

    def visit_Assign(self, node):
        self.note_all(node.targets, node.value)
        self.generic_visit(node)

    def visit_AugAssign(self, node):
        self.note_all([node.target], node.value)
        self.generic_visit(node)

    def note_all(self, targets, value):
        if self.scope is not self.file.root or not any(isinstance(item, ast.Name) and item.id == "__all__" for item in targets):
            return
        listed = self.file.all_names if self.file.all_names is not None else set()
        complete = isinstance(value, (ast.List, ast.Tuple, ast.Set))
        for item in ast.walk(value):
            if isinstance(item, ast.Constant) and isinstance(item.value, str):
                listed.add(item.value)
                end = self.file.offset(item.end_lineno, item.end_col_offset)
                if item.lineno == item.end_lineno:
                    self.file.all_strings.append((item.value, end - 1 - len(item.value), end - 1))
        self.file.all_names = listed
        if not complete:
            self.file.all_dynamic = True

    def visit_ExceptHandler(self, node):
        if node.type is not None:
            self.visit(node.type)
        if node.name:
            self.bind(node.name, ("definition", "except"))
        self.visit_all(node.body)

    def visit_MatchAs(self, node):
        if node.pattern is not None:
            self.visit(node.pattern)
        if node.name:
            self.bind(node.name, ("definition", "match"))

    def visit_MatchStar(self, node):
        if node.name:
            self.bind(node.name, ("definition", "match"))

    def visit_Import(self, node):
        for alias in node.names:
            start = self.file.offset(alias.lineno, alias.col_offset)
            name = alias.asname or alias.name.split(".")[0]
            denotes = alias.name if alias.asname else alias.name.split(".")[0]
            self.file.imports.append({"module": alias.name, "level": 0, "name": None, "local": alias.asname, "start": start, "end": start + utf16(alias.name)})
            self.bind(name, ("module", alias.name, denotes))

    def visit_ImportFrom(self, node):
        for alias in node.names:
            start = self.file.offset(alias.lineno, alias.col_offset)
            end = start + utf16(alias.name)
            statement = self.file.offset(node.lineno, node.col_offset)
            fact = {"module": node.module or "", "level": node.level, "name": alias.name, "local": alias.asname, "start": start, "end": end, "statement": statement}
            self.file.imports.append(fact)
            if alias.name == "*":
                if self.scope is self.file.root:
                    self.file.stars.append((node.module or "", node.level))
                continue
            name = alias.asname or alias.name
            self.bind(name, ("from", node.module or "", node.level, alias.name))
            if alias.asname == alias.name:
                stop = self.file.offset(alias.end_lineno, alias.end_col_offset)
                self.file.names.append((name, stop - len(name), stop, self.scope.owner(name), "alias"))


def chain_of(node):
    members = []
    while isinstance(node, ast.Attribute):
        members.append((node.attr, node.end_lineno, node.end_col_offset))
        node = node.value
    return (node, members[::-1]) if isinstance(node, ast.Name) else None
