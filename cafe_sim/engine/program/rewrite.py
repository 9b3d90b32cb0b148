"""One pass over the syntax tree: what several actors may touch becomes a visible access.

    o.a                 →  .cells.see(o, "a", n).a            the load itself stays the program's own
    o.a = v             →  .cells.at(o, "a", n).v = v         in every position a target can stand in
    o.a += v            →  .cells.at(o, "a", n).v += v        so: a read, then a write, on every version
    o[k]                →  .cells.item(o, k, n)
    o[k] = v            →  .cells.at_item(o, k, n).v = v
    o.append(x)         →  .cells.method(o, "append", n)(x)   for names of containers' methods
    for x in o          →  for x in .cells.walk(o, n)
    f(o)                →  .cells.foreign(f, n)(o)            f unchanged, unless it is not the program's own
    x                   →  .box0.read("x", n) or x            shared names only (see `scopes`); read() gives None
    x = v               →  x = .box0.write("x", v, n)

`n` numbers the access; a table gives its line. Hidden names begin with a dot, so no program can mean them; they are found in
the program's builtins (or, for a function with shared variables, in a hidden variable of it that closures capture). New nodes
take the place of the old ones, line and column, so tracebacks and `where` speak of the source as written.

Loops and functions tick a budget. Each handler first looks whether the exception it caught was the end of the execution.

*Derivation.* A write is told from which accesses its value derives: those in its own expression and those that
flowed into it through locals of the same function, followed in order of the statements (joined where paths meet;
not round a loop, not through calls).
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from cafe_sim.engine.program.accesses import Accesses
from cafe_sim.engine.program.methods import METHODS
from cafe_sim.engine.program.names import BY_NAME, MAKES_THINGS, READS_NOTHING, READS_ON, READS_WHOLE
from cafe_sim.engine.program.scopes import Comprehension, Function, Scope, read_scopes
from cafe_sim.engine.program.spinning import may_spin

_N = TypeVar("_N", bound=ast.AST)
_E = TypeVar("_E", ast.Name, ast.Attribute, ast.Pass)
_Flow = dict[str, frozenset[int]]
_NONE: frozenset[int] = frozenset()

_AUGMENTED = {
    ast.Add: "iadd", ast.Sub: "isub", ast.Mult: "imul", ast.Div: "itruediv", ast.FloorDiv: "ifloordiv", ast.Mod: "imod",
    ast.Pow: "ipow", ast.LShift: "ilshift", ast.RShift: "irshift", ast.BitOr: "ior", ast.BitAnd: "iand",
    ast.BitXor: "ixor", ast.MatMult: "imatmul",
}  # fmt: skip


def rewrite(tree: ast.Module, atomic_lines: frozenset[int]) -> tuple[ast.Module, Accesses]:
    """`tree` with its accesses visible, changed in place."""
    rewriter = _Rewriter(tree, atomic_lines)
    rewriter.module(tree)
    ast.fix_missing_locations(tree)
    return tree, rewriter.accesses


class _Rewriter(ast.NodeTransformer):
    def __init__(self, tree: ast.Module, atomic_lines: frozenset[int]) -> None:
        self.accesses = Accesses()
        self._scopes = read_scopes(tree)
        self._scope: Scope = self._scopes[tree]
        self._function = "<module>"
        self._classes: list[str] = []
        self._flow: _Flow = {}
        self._found: set[int] = set()
        self._atomic_lines = atomic_lines

    # ---- small parts -----------------------------------------------------------------------

    def _hidden(self, what: str, method: str, args: Sequence[ast.expr], like: ast.AST) -> ast.Call:
        # on one line: a method call is blamed on the line where its attribute's name ends
        name = _at_start(ast.Name(what, ast.Load()), like)
        function = _at_start(ast.Attribute(name, method, ast.Load()), like)
        return ast.copy_location(ast.Call(function, list(args), []), like)

    def _cells(self, method: str, args: Sequence[ast.expr], like: ast.AST) -> ast.Call:
        return self._hidden(".cells", method, args, like)

    def _say(self, method: str, like: ast.AST, *args: ast.expr, box: str = ".cells") -> ast.stmt:
        return ast.copy_location(ast.Expr(self._hidden(box, method, args, like)), like)

    def _access(self, node: ast.AST, obj: ast.expr | None = None) -> ast.Constant:
        text = obj.id if isinstance(obj, ast.Name) and obj.id not in ("self", "cls") else ""
        number = self.accesses.add(node, self._function, text)
        if isinstance(getattr(node, "ctx", None), ast.Load):
            self._found.add(number)
        return _constant(number, node)

    def _derived(self, derived: Iterable[int], like: ast.AST) -> list[ast.expr]:
        numbers = tuple(sorted(derived))
        self.accesses.kept.update(numbers)
        return [_constant(numbers, like)] if numbers else []

    def _mangled(self, name: str) -> str:
        if name.startswith("__") and not name.endswith("__") and self._classes:
            owner = self._classes[-1].lstrip("_")
            return f"_{owner}{name}" if owner else name
        return name

    def _value(self, node: ast.expr) -> tuple[ast.expr, frozenset[int]]:
        """An expression rewritten, and the accesses from which its value derives."""
        before, self._found = self._found, set()
        value: ast.expr = self.visit(node)
        derived = frozenset(self._found)
        self._found = before | derived
        return value, derived

    def _shared(self, name: str) -> Scope | None:
        """The scope that owns `name`, if the name is shared."""
        owner = self._scope.owner(name)
        return owner if name in owner.shared else None

    def _join(self, *flows: _Flow) -> None:
        joined: _Flow = {}
        for flow in flows:
            for name, derived in flow.items():
                joined[name] = joined.get(name, _NONE) | derived
        self._flow = joined

    def _block(self, body: Iterable[ast.stmt]) -> list[ast.stmt]:
        made: list[ast.stmt] = []
        for statement in body:
            self._found = set()
            result = self.visit(statement)
            made.extend(result if isinstance(result, list) else [result])
        return made

    def _branch(self, body: Iterable[ast.stmt], flow: _Flow) -> tuple[list[ast.stmt], _Flow]:
        self._flow = dict(flow)
        return self._block(body), self._flow

    # ---- names -----------------------------------------------------------------------------

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if not isinstance(node.ctx, ast.Load):
            return node
        owner = self._shared(node.id)
        if owner is None:
            self._found |= self._flow.get(node.id, _NONE)
            return node
        report = self._hidden(owner.box, "read", [_constant(node.id, node), self._access(node)], node)
        return ast.copy_location(ast.BoolOp(ast.Or(), [report, node]), node)

    def _written(self, name: str, value: ast.expr, derived: frozenset[int], like: ast.AST) -> ast.expr:
        """The value to be bound to `name`, reported if the name is shared."""
        owner = self._shared(name)
        if owner is None:
            self._flow[name] = derived
            return value
        args = [_constant(name, like), value, self._access(like), *self._derived(derived, like)]
        return self._hidden(owner.box, "write", args, like)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> ast.expr:
        value, derived = self._value(node.value)
        node.value = self._written(node.target.id, value, derived, node.target)
        return node

    # ---- targets ---------------------------------------------------------------------------

    def _target(self, node: ast.expr, derived: frozenset[int], late: list[ast.stmt]) -> ast.expr:
        """A target made visible. Shared names in it are reported in `late`, to run right after the binding."""
        if isinstance(node, ast.Attribute | ast.Subscript):
            return self._place(node, derived)
        if isinstance(node, ast.Tuple | ast.List):
            node.elts = [self._target(element, derived, late) for element in node.elts]
        elif isinstance(node, ast.Starred):
            node.value = self._target(node.value, derived, late)
        elif isinstance(node, ast.Name):
            owner = self._shared(node.id)
            if owner is None:
                self._flow[node.id] = derived
            else:
                load = ast.copy_location(ast.Name(node.id, ast.Load()), node)
                late.append(self._say("wrote", node, _constant(node.id, node), load, self._access(node), box=owner.box))
        return node

    def _place(self, node: ast.Attribute | ast.Subscript, derived: frozenset[int]) -> ast.Attribute:
        number = self._access(node, node.value)
        before, self._found = self._found, set()
        obj: ast.expr = self.visit(node.value)
        if isinstance(node, ast.Attribute):
            args = [obj, _constant(self._mangled(node.attr), node), number]
            place = self._cells("at", [*args, *self._derived(derived, node)], node)
        else:
            args = [obj, self._key(node.slice), number]
            place = self._cells("at_item", [*args, *self._derived(derived, node)], node)
        self._found = before
        return ast.copy_location(ast.Attribute(place, "v", node.ctx), node)

    def _key(self, node: ast.expr) -> ast.expr:
        """A subscript's key as a value: slices become slice objects."""
        if isinstance(node, ast.Slice):
            parts = [
                self.visit(part) if part else _constant(None, node) for part in (node.lower, node.upper, node.step)
            ]
            return self._cells("slice", parts, node)
        if isinstance(node, ast.Tuple):
            node.elts = [self._key(element) for element in node.elts]
            return node
        if isinstance(node, ast.Starred):
            node.value = self._whole(node.value)
            return node
        key: ast.expr = self.visit(node)
        return key

    def visit_Assign(self, node: ast.Assign) -> list[ast.stmt]:
        makes_things = _makes_things(node.value)
        value, derived = self._value(node.value)
        if makes_things:
            value = self._called(node.targets[-1], value)
        late: list[ast.stmt] = []
        if any(isinstance(target, ast.Tuple | ast.List) for target in node.targets):
            value = self._unpacked(value, node.value)
        atomic = self._atomic(node, node.targets)
        for index, target in enumerate(node.targets):
            if isinstance(target, ast.Name):
                value = self._written(target.id, value, derived, target)
            else:
                node.targets[index] = self._target(target, derived, late)
        node.value = value
        return [*atomic[:1], node, *late, *atomic[1:]] if atomic else [node, *late]

    def _called(self, target: ast.expr, value: ast.expr) -> ast.expr:
        """`value`, the locks and the like in it called after the target."""
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            pairs = zip(target.elts, value.elts, strict=True)
            value.elts = [self._called(inner, each) for inner, each in pairs]
        elif isinstance(target, ast.Name | ast.Attribute):
            name = target.id if isinstance(target, ast.Name) else target.attr
            return self._cells("called", [_constant(name, value), value], value)
        return value

    def visit_AnnAssign(self, node: ast.AnnAssign) -> list[ast.stmt]:
        if node.value is None:
            return [node]
        atomic = self._atomic(node, [node.target])
        value, derived = self._value(node.value)
        if isinstance(node.target, ast.Name):
            value = self._written(node.target.id, value, derived, node.target)
        else:
            node.target = self._place(node.target, derived)
            node.simple = 0
        node.value = value
        return [*atomic[:1], node, *atomic[1:]]

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        value, derived = self._value(node.value)
        target = node.target
        if not isinstance(target, ast.Name):
            node.target = self._place(target, derived)
            node.value = value
            return node
        owner = self._shared(target.id)
        if owner is None:
            self._flow[target.id] = self._flow.get(target.id, _NONE) | derived
            node.value = value
            return node
        read, from_read = self._value(ast.copy_location(ast.Name(target.id, ast.Load()), target))
        result = self._cells(_AUGMENTED[type(node.op)], [read, value], node)
        store = ast.Name(target.id, ast.Store())
        written = self._written(target.id, result, derived | from_read, target)
        return ast.copy_location(ast.Assign([ast.copy_location(store, target)], written), node)

    def visit_Delete(self, node: ast.Delete) -> ast.stmt:
        node.targets = [
            self._place(target, _NONE) if isinstance(target, ast.Attribute | ast.Subscript) else target
            for target in node.targets
        ]
        return node

    def _atomic(self, node: ast.stmt, targets: Sequence[ast.expr]) -> list[ast.stmt]:
        """For a line with `# atomic`: a declaration before and one after."""
        if node.end_lineno not in self._atomic_lines:
            return []
        before: list[ast.expr] = []
        after: list[ast.expr] = []
        for target in targets:
            if isinstance(target, ast.Name):
                owner = self._scope.owner(target.id)
                if owner.kind == "class":
                    before.append(self._cells("declare_field", [_constant(target.id, node)], node))
                    continue
                if name_is_shared := target.id in owner.shared:
                    before.append(self._hidden(owner.box, "declare", [_constant(target.id, node)], node))
                load = ast.copy_location(ast.Name(target.id, ast.Load()), node)
                after.append(self._cells("declare", [load, _constant(bool(name_is_shared), node)], node))
            elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
                load = ast.copy_location(ast.Name(target.value.id, ast.Load()), node)
                args = [load, _constant(self._mangled(target.attr), node)]
                after.append(self._cells("declare_attribute", args, node))
        wrap = [
            ast.copy_location(ast.Expr(ast.copy_location(ast.Tuple(part, ast.Load()), node)), node)
            for part in (before, after)
        ]
        return list(wrap)

    # ---- loads and calls -------------------------------------------------------------------

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if _is_super(node.value):
            node.value = self.visit(node.value)
            return node
        number = self._access(node, node.value)
        obj = self.visit(node.value)
        node.value = self._cells("see", [obj, _constant(self._mangled(node.attr), node), number], node)
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        number = self._access(node, node.value)
        obj = self.visit(node.value)
        return self._cells("item", [obj, self._key(node.slice), number], node)

    def _whole(self, node: ast.expr) -> ast.expr:
        """An expression whose value is read as a whole, should it be a container."""
        return self._if_container("whole", node)

    def _if_container(self, method: str, node: ast.expr) -> ast.expr:
        if isinstance(node, ast.Starred):
            node.value = self._if_container(method, node.value)
            return node
        if isinstance(node, _NEVER_SHARED):
            plain: ast.expr = self.visit(node)
            return plain
        load = ast.copy_location(ast.Name("", ast.Load()), node)
        number = self._access(load, node)
        return self._cells(method, [self.visit(node), number], node)

    def _unpacked(self, value: ast.expr, source: ast.expr) -> ast.expr:
        if isinstance(source, (*_NEVER_SHARED, ast.Call, ast.Await)):
            return value
        return self._cells("whole", [value, self._access(source, source)], source)

    def visit_Starred(self, node: ast.Starred) -> ast.expr:
        return self._whole(node)

    def visit_Dict(self, node: ast.Dict) -> ast.expr:
        node.values = [
            self.visit(value) if key is not None else self._whole(value)
            for key, value in zip(node.keys, node.values, strict=True)
        ]
        node.keys = [None if key is None else self.visit(key) for key in node.keys]
        return node

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.expr:
        node.value = self._whole(node.value)
        if node.format_spec is not None:
            node.format_spec = self.visit(node.format_spec)
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        node.left = self.visit(node.left)
        node.comparators = [
            self._if_container("has", operand) if isinstance(op, ast.In | ast.NotIn) else self.visit(operand)
            for op, operand in zip(node.ops, node.comparators, strict=True)
        ]
        return node

    def _truth(self, node: ast.expr) -> ast.expr:
        """An expression asked for its truth: of a container that is its length."""
        if isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
            return self._if_container("shape", node)
        plain: ast.expr = self.visit(node)
        return plain

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        node.values = [*(self._truth(value) for value in node.values[:-1]), self.visit(node.values[-1])]
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        node.operand = self._truth(node.operand) if isinstance(node.op, ast.Not) else self.visit(node.operand)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        node.test = self._truth(node.test)
        node.body, node.orelse = self.visit(node.body), self.visit(node.orelse)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        function = node.func
        if isinstance(function, ast.Name):
            return self._call_by_name(node, function)
        if isinstance(function, ast.Attribute) and function.attr in METHODS and not _is_super(function.value):
            number = self._access(function, function.value)
            obj = self.visit(function.value)
            node.func = self._cells("method", [obj, _constant(function.attr, function), number], function)
            self._arguments(node)
            return node
        node.func = self.visit(function)
        self._arguments(node)
        if not _is_super(function) and not (isinstance(function, ast.Attribute) and _is_super(function.value)):
            self._watch_foreign(node)
        return node

    def _call_by_name(self, node: ast.Call, function: ast.Name) -> ast.expr:
        owner = self._scope.owner(function.id)
        name = "" if owner.binds(function.id) else function.id
        if name in READS_WHOLE or name in READS_ON or name == "len":
            how = "shape" if name == "len" else "whole" if name in READS_WHOLE else "walk"
            node.args = [self._if_container(how, arg) for arg in node.args]
            node.keywords = [self.visit(keyword) for keyword in node.keywords]
            return node
        node.func = self.visit(function)
        self._arguments(node)
        if name in ("locals", "vars", "dir") and not node.args and self._hides():
            return self._cells("unhidden", [node], node)
        if name in BY_NAME and not any(isinstance(arg, ast.Starred) for arg in node.args):
            load = ast.copy_location(ast.Name("", ast.Load()), node)
            node.func = self._cells(name, [node.func, self._access(load)], node)
        elif name not in READS_NOTHING:
            self._watch_foreign(node)
        return node

    def _hides(self) -> bool:
        """Might a hidden variable stand among the locals here?"""
        scope: Scope | None = self._scope
        while scope is not None:
            if scope.kind == "function" and scope.box:
                return True
            scope = scope.parent
        return False

    def _arguments(self, node: ast.Call) -> None:
        node.args = [self.visit(arg) for arg in node.args]
        for keyword in node.keywords:
            keyword.value = self._whole(keyword.value) if keyword.arg is None else self.visit(keyword.value)

    def _watch_foreign(self, node: ast.Call) -> None:
        """Containers given to code that is not the program's own are read there."""
        args = [*node.args, *(keyword.value for keyword in node.keywords)]
        if any(not isinstance(arg, _NEVER_SHARED) for arg in args):
            node.func = self._cells("foreign", [node.func, self._access(node)], node.func)

    # ---- functions and classes -------------------------------------------------------------

    def module(self, tree: ast.Module) -> None:
        tree.body = self._block(tree.body)

    def _within(self, node: ast.AST) -> tuple[Any, ...]:
        before = self._scope, self._function, self._flow, self._found
        self._scope = self._scopes[node]
        self._found = set()
        if self._scope.kind != "comprehension":
            self._flow = {}
        if self._scope.kind in ("function", "lambda"):
            self._function = self._scope.name
        return before

    def _leave(self, before: tuple[Any, ...]) -> None:
        self._scope, self._function, self._flow, self._found = before

    def _defaults(self, arguments: ast.arguments) -> None:
        arguments.defaults = [self.visit(value) for value in arguments.defaults]
        arguments.kw_defaults = [value and self.visit(value) for value in arguments.kw_defaults]

    def visit_FunctionDef(self, node: Function) -> ast.stmt:
        node.decorator_list = [self.visit(decorator) for decorator in node.decorator_list]
        self._defaults(node.args)
        before = self._within(node)
        docstring = node.body[:1] if ast.get_docstring(node, clean=False) is not None else []
        start = _at_start(ast.Pass(), node)
        opening: list[ast.stmt] = [self._say("tick", start)]
        if self._scope.shared:
            opening.append(self._open_box(node, start))
        body = [*opening, *self._block(node.body[len(docstring) :])]
        if node.name == "__del__":
            # it may be called from anywhere, even from inside the engine
            quietly = ast.Try([*body], [], [], [self._say("unhush", start)])
            body = [self._say("hush", start), ast.copy_location(quietly, start)]
        node.body = [*docstring, *body]
        self._leave(before)
        return node

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 - the visitor's names

    def _open_box(self, node: Function, like: ast.AST) -> ast.stmt:
        """`.boxN = .cells.box({"parameter": its value …})`."""
        arguments = node.args
        every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg)
        names = [arg.arg for arg in every if arg is not None and arg.arg in self._scope.shared]
        loads = [ast.copy_location(ast.Name(name, ast.Load()), like) for name in names]
        values = ast.Dict([_constant(name, like) for name in names], list(loads))
        store = ast.copy_location(ast.Name(self._scope.box, ast.Store()), like)
        return ast.copy_location(ast.Assign([store], self._cells("box", [values], like)), like)

    def visit_Lambda(self, node: ast.Lambda) -> ast.expr:
        self._defaults(node.args)
        before = self._within(node)
        body = self.visit(node.body)
        node.body = ast.copy_location(ast.BoolOp(ast.Or(), [self._cells("tick", [], body), body]), body)
        self._leave(before)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.stmt:
        node.decorator_list = [self.visit(decorator) for decorator in node.decorator_list]
        node.bases = [self.visit(base) for base in node.bases]
        for keyword in node.keywords:
            keyword.value = self.visit(keyword.value)
        before = self._within(node)
        self._classes.append(node.name)
        docstring = node.body[:1] if ast.get_docstring(node, clean=False) is not None else []
        node.body = [*docstring, *self._block(node.body[len(docstring) :])]
        self._classes.pop()
        self._leave(before)
        return node

    def _comprehension(self, node: Comprehension) -> ast.expr:
        first = node.generators[0]
        first.iter = self._if_container("walk", first.iter) if not first.is_async else self.visit(first.iter)
        before = self._within(node)
        for generator in node.generators:
            if generator is not first:
                generator.iter = (
                    self.visit(generator.iter) if generator.is_async else self._if_container("walk", generator.iter)
                )
            generator.target = self._target(generator.target, frozenset(self._found), [])
            generator.ifs = [self._truth(test) for test in generator.ifs]
        last = node.generators[-1]
        tick = self._cells("tick", [], last.iter)
        last.ifs.insert(0, ast.copy_location(ast.UnaryOp(ast.Not(), tick), last.iter))
        if isinstance(node, ast.DictComp):
            node.key, node.value = self.visit(node.key), self.visit(node.value)
        else:
            node.elt = self.visit(node.elt)
        found = self._found
        self._leave(before)
        self._found |= found
        return node

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension  # noqa: N815 - the visitor's names

    # ---- statements with blocks ------------------------------------------------------------

    def visit_If(self, node: ast.If) -> ast.stmt:
        node.test = self._truth(node.test)
        flow = self._flow
        node.body, then = self._branch(node.body, flow)
        node.orelse, otherwise = self._branch(node.orelse, flow)
        self._join(then, otherwise)
        return node

    def visit_While(self, node: ast.While) -> ast.stmt:
        spins = may_spin(node)
        node.test = self._truth(node.test)
        flow = self._flow
        start = self._say("turn" if spins else "tick", _at_start(ast.Pass(), node))
        body, after = self._branch(node.body, flow)
        node.body = [start, *body]
        self._join(flow, after)
        node.orelse = self._block(node.orelse)
        return node

    def visit_For(self, node: ast.For | ast.AsyncFor) -> ast.stmt:
        before, self._found = self._found, set()
        node.iter = self.visit(node.iter) if isinstance(node, ast.AsyncFor) else self._if_container("walk", node.iter)
        derived, self._found = frozenset(self._found), before
        flow = self._flow
        self._flow = dict(flow)
        late: list[ast.stmt] = []
        node.target = self._target(node.target, derived, late)
        body, after = self._branch(node.body, self._flow)
        node.body = [self._say("tick", node.target), *late, *body]
        self._join(flow, after)
        node.orelse = self._block(node.orelse)
        return node

    visit_AsyncFor = visit_For  # noqa: N815 - the visitor's names

    def visit_With(self, node: ast.With | ast.AsyncWith) -> ast.stmt:
        late: list[ast.stmt] = []
        for item in node.items:
            item.context_expr, derived = self._value(item.context_expr)
            if item.optional_vars is not None:
                item.optional_vars = self._target(item.optional_vars, derived, late)
        node.body = [*late, *self._block(node.body)]
        return node

    visit_AsyncWith = visit_With  # noqa: N815 - the visitor's names

    def visit_Try(self, node: ast.Try | ast.TryStar) -> ast.stmt:
        flow = self._flow
        node.body, tried = self._branch(node.body, flow)
        node.orelse, after = self._branch(node.orelse, tried)
        flows = [after]
        self._join(flow, tried)
        entry = self._flow
        for handler in node.handlers:
            if handler.type is not None:
                handler.type = self.visit(handler.type)
            body, left = self._branch(handler.body, entry)
            handler.body = [self._say("caught", _at_start(ast.Pass(), handler)), *body]
            flows.append(left)
        self._join(*flows)
        node.finalbody = self._block(node.finalbody)
        return node

    visit_TryStar = visit_Try  # noqa: N815 - the visitor's names

    def visit_Match(self, node: ast.Match) -> ast.stmt:
        node.subject = self._whole(node.subject)
        flow = self._flow
        flows = [flow]
        for case in node.cases:
            self._flow = dict(flow)
            if case.guard is not None:
                case.guard = self._truth(case.guard)
            case.body, left = self._branch(case.body, self._flow)
            flows.append(left)
        self._join(*flows)
        return node

    def visit_Assert(self, node: ast.Assert) -> ast.stmt:
        node.test = self._truth(node.test)
        if node.msg is not None:
            node.msg = self.visit(node.msg)
        return node

    def visit_TypeAlias(self, node: _N) -> _N:
        return node

    def visit_YieldFrom(self, node: ast.YieldFrom) -> ast.expr:
        node.value = self._if_container("walk", node.value)
        return node


_NEVER_SHARED = (
    ast.Constant, ast.JoinedStr, ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp, ast.Lambda, ast.ListComp, ast.SetComp,
    ast.DictComp, ast.GeneratorExp, ast.List, ast.Tuple, ast.Set, ast.Dict, ast.FormattedValue,
)  # fmt: skip
"""Expressions whose value is new, so that nobody else can have it."""


def _constant(value: Any, like: ast.AST) -> ast.Constant:
    return ast.copy_location(ast.Constant(value), like)


def _makes_things(node: ast.expr) -> bool:
    """Does an expression make locks, queues or the like?"""
    return any(getattr(inner, "id", getattr(inner, "attr", "")) in MAKES_THINGS for inner in ast.walk(node))


def _at_start(node: _E, like: ast.AST) -> _E:
    """Place a node at the start of another."""
    ast.copy_location(node, like)
    node.end_lineno, node.end_col_offset = node.lineno, node.col_offset
    return node


def _is_super(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"
