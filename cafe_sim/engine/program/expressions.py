"""Rewriting expressions: loads, calls, comprehensions and the places that targets stand for. See `rewrite`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from cafe_sim.engine.program.accesses import Accesses
from cafe_sim.engine.program.methods import METHODS
from cafe_sim.engine.program.names import BY_NAME, LOGS, REACHES, READS_DEEP, READS_NOTHING, READS_ON, READS_WHOLE
from cafe_sim.engine.program.plainness import NOBODY, is_plain, plain_names
from cafe_sim.engine.program.scopes import Comprehension, Scope, read_scopes

_E = TypeVar("_E", ast.Name, ast.Attribute, ast.Pass)
Flow = dict[str, frozenset[int]]
"""By local name: the accesses from which its value derives."""
NONE: frozenset[int] = frozenset()

NEVER_SHARED = (
    ast.Constant, ast.JoinedStr, ast.BinOp, ast.UnaryOp, ast.Compare, ast.Lambda, ast.ListComp, ast.SetComp,
    ast.DictComp, ast.GeneratorExp, ast.List, ast.Tuple, ast.Set, ast.Dict, ast.FormattedValue,
)  # fmt: skip
"""Expressions whose value is new, so that nobody else can have it."""

_BINARY = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Mod: "mod", ast.BitOr: "or_", ast.BitAnd: "and_",
    ast.BitXor: "xor",
}  # fmt: skip
"""Operators that containers have."""
_COMPARED = {ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge"}
_CALLED = METHODS | {"__delattr__", "__getattribute__", "__setattr__"}
"""Methods whose calls are seen as such."""


_HOLDS = (ast.List, ast.Tuple, ast.Set, ast.Dict)
"""Of those: what may have something in it that is shared."""


class RewritesExpressions(ast.NodeTransformer):
    """Makes the accesses in expressions visible."""

    def __init__(self, tree: ast.Module, atomic_lines: frozenset[int], imported: bool) -> None:
        self.accesses = Accesses()
        self._scopes = read_scopes(tree, imported)
        self._scope: Scope = self._scopes[tree]
        self._function = "<module>"
        self._classes: list[str] = []
        self._flow: Flow = {}
        self._found: set[int] = set()
        self._atomic_lines = atomic_lines
        self._asides = 0
        self._plain = plain_names(tree) - self._scope.shared
        self._has_mocks = any(isinstance(node, ast.alias) and "mock" in node.name.lower() for node in ast.walk(tree))

    def _hidden(self, what: str, method: str, args: Sequence[ast.expr], like: ast.AST) -> ast.Call:
        # on one line: a method call is blamed on the line where its attribute's name ends
        name = at_start(ast.Name(what, ast.Load()), like)
        function = at_start(ast.Attribute(name, method, ast.Load()), like)
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
        return constant(number, node)

    def _derived(self, derived: Iterable[int], like: ast.AST) -> list[ast.expr]:
        numbers = tuple(sorted(derived))
        self.accesses.kept.update(numbers)
        return [constant(numbers, like)] if numbers else []

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

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if not isinstance(node.ctx, ast.Load):
            return node
        owner = self._shared(node.id)
        if owner is None:
            self._found |= self._flow.get(node.id, NONE)
            return node
        report = self._hidden(owner.box, "read", [constant(node.id, node), self._access(node)], node)
        return ast.copy_location(ast.BoolOp(ast.Or(), [report, node]), node)

    def _written(self, name: str, value: ast.expr, derived: frozenset[int], like: ast.AST) -> ast.expr:
        """The value to be bound to `name`, reported if the name is shared."""
        owner = self._shared(name)
        if owner is None:
            self._flow[name] = derived
            return value
        args = [constant(name, like), value, self._access(like), *self._derived(derived, like)]
        return self._hidden(owner.box, "write", args, like)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> ast.expr:
        value, derived = self._value(node.value)
        node.value = self._written(node.target.id, value, derived, node.target)
        return node

    def _target(self, node: ast.expr, derived: frozenset[int]) -> ast.expr:
        """A target made visible, in which no name is shared (see `_holds_shared`)."""
        if isinstance(node, ast.Attribute | ast.Subscript):
            return self._place(node, derived)
        if isinstance(node, ast.Tuple | ast.List):
            node.elts = [self._target(element, derived) for element in node.elts]
        elif isinstance(node, ast.Starred):
            node.value = self._target(node.value, derived)
        elif isinstance(node, ast.Name):
            self._flow[node.id] = derived
        return node

    def _holds_shared(self, node: ast.expr) -> bool:
        """Is there a shared name among those that a target binds?"""
        if isinstance(node, ast.Tuple | ast.List):
            return any(self._holds_shared(element) for element in node.elts)
        if isinstance(node, ast.Starred):
            return self._holds_shared(node.value)
        return isinstance(node, ast.Name) and self._shared(node.id) is not None

    def _aside(self, node: ast.expr, derived: frozenset[int]) -> tuple[ast.expr, list[ast.stmt]]:
        """A hidden target instead of one with shared names, and what then binds them, one after the other.

        Each of those is a write of its own, before which others may move.
        """
        if isinstance(node, ast.Starred):
            node.value, late = self._aside(node.value, derived)
            return node, late
        if isinstance(node, ast.Tuple | ast.List):
            pairs = [self._aside(element, derived) for element in node.elts]
            node.elts = [target for target, _ in pairs]
            return node, [statement for _, late in pairs for statement in late]
        load, store, gone = self._hidden_name(node)
        value: ast.expr = load
        target = node
        if isinstance(node, ast.Name):
            value = self._written(node.id, load, derived, node)
        else:
            target = self._target(node, derived)
        return store, [ast.copy_location(ast.Assign([target], value), node), gone]

    def _hidden_name(self, like: ast.AST) -> tuple[ast.expr, ast.expr, ast.stmt]:
        """A new hidden name: loaded, stored, and deleted."""
        self._asides += 1
        load, store, gone = (
            ast.copy_location(ast.Name(f".{self._asides}", context()), like)
            for context in (ast.Load, ast.Store, ast.Del)
        )
        return load, store, ast.copy_location(ast.Delete([gone]), like)

    def _place(self, node: ast.Attribute | ast.Subscript, derived: frozenset[int]) -> ast.Attribute:
        number = self._access(node, node.value)
        before, self._found = self._found, set()
        obj: ast.expr = self.visit(node.value)
        if isinstance(node, ast.Attribute):
            args = [obj, constant(self._mangled(node.attr), node), number]
            place = self._cells("at", [*args, *self._derived(derived, node)], node)
        else:
            args = [obj, self._key(node.slice), number]
            place = self._cells("at_item", [*args, *self._derived(derived, node)], node)
        self._found = before
        return ast.copy_location(ast.Attribute(place, "v", node.ctx), node)

    def _key(self, node: ast.expr) -> ast.expr:
        """A subscript's key as a value: slices become slice objects."""
        if isinstance(node, ast.Slice):
            parts = [self.visit(part) if part else constant(None, node) for part in (node.lower, node.upper, node.step)]
            return self._cells("slice", parts, node)
        if isinstance(node, ast.Tuple):
            node.elts = [self._key(element) for element in node.elts]
            return node
        if isinstance(node, ast.Starred):
            node.value = self._whole(node.value)
            return node
        key: ast.expr = self.visit(node)
        return key

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if _is_super(node.value):
            node.value = self.visit(node.value)
            return node
        number = self._access(node, node.value)
        if isinstance(node.value, ast.Name) and node.value.id in self._scope.owner(node.value.id).modules:
            return node
        obj = self.visit(node.value)
        if node.attr in METHODS:
            # a container's method, handed on
            return self._cells("handed", [obj, constant(node.attr, node), number], node)
        node.value = self._cells("see", [obj, constant(self._mangled(node.attr), node), number], node)
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
        if isinstance(node, NEVER_SHARED) and not (method == "deep" and isinstance(node, _HOLDS)):
            plain: ast.expr = self.visit(node)
            return plain
        load = ast.copy_location(ast.Name("", ast.Load()), node)
        number = self._access(load, node)
        return self._cells(method, [self.visit(node), number], node)

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
        node.value = self._if_container("deep", node.value)
        if node.format_spec is not None:
            node.format_spec = self.visit(node.format_spec)
        return node

    def _is_plain(self, node: ast.expr) -> bool:
        return is_plain(node, self._plain)

    def _may_hold_containers(self, node: ast.BinOp) -> bool:
        left, right = self._is_plain(node.left), self._is_plain(node.right)
        if isinstance(node.op, ast.Mult):
            return not (left and right)
        return not right if isinstance(node.op, ast.Mod) else not (left or right)

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        name = _BINARY.get(type(node.op))
        if name is None or not self._may_hold_containers(node):
            node.left, node.right = self.visit(node.left), self.visit(node.right)
            return node
        return self._operator(name, node.left, node.right, node)

    def _operator(self, name: str, left: ast.expr, right: ast.expr, node: ast.expr) -> ast.expr:
        number = self._access(at_start(ast.Name("", ast.Load()), node))
        return self._cells(name, [self.visit(left), self.visit(right), number], node)

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        pairs = list(zip([node.left, *node.comparators], node.ops, node.comparators, strict=False))
        if len(pairs) == 1:
            name = _COMPARED.get(type(node.ops[0]))
            if name is not None and not (self._is_plain(node.left) or self._is_plain(node.comparators[0])):
                return self._operator(name, node.left, node.comparators[0], node)
        compared = {
            id(side)
            for left, op, right in pairs
            if len(pairs) > 1 and type(op) in _COMPARED and not (self._is_plain(left) or self._is_plain(right))
            for side in (left, right)
        }
        looked_for = isinstance(node.ops[0], ast.In | ast.NotIn) and not self._is_plain(node.left)
        deep = looked_for or id(node.left) in compared
        node.left = self._if_container("deep", node.left) if deep else self.visit(node.left)
        node.comparators = [
            self._if_container("has", operand)
            if isinstance(op, ast.In | ast.NotIn)
            else self._if_container("deep", operand)
            if id(operand) in compared
            else self.visit(operand)
            for op, operand in zip(node.ops, node.comparators, strict=True)
        ]
        return node

    def _truth(self, node: ast.expr) -> ast.expr:
        """An expression asked for its truth: of a container that is its length."""
        if isinstance(node, ast.BoolOp):
            node.values = [self._truth(value) for value in node.values]
            return node
        return self._if_container("shape", node)

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

    def visit_Await(self, node: ast.Await) -> ast.expr:
        call = node.value
        if isinstance(call, ast.Call) and _is_call_of("sleep", call):
            number = self._access(call)
            node.value = self._cells("sleeping", [self.visit(call.func), number, self.visit(call.args[0])], call)
        else:
            node.value = self.visit(call)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        function = node.func
        if isinstance(function, ast.Name):
            return self._call_by_name(node, function)
        if isinstance(function, ast.Attribute) and function.attr in _CALLED and not _is_super(function.value):
            number = self._access(function, function.value)
            obj = self.visit(function.value)
            node.func = self._cells("method", [obj, constant(function.attr, function), number], function)
            self._arguments(node)
            return node
        if isinstance(function, ast.Attribute) and function.attr in LOGS:
            node.func = self.visit(function)
            node.args = [self._if_container("deep", arg) for arg in node.args]
            node.keywords = [self.visit(keyword) for keyword in node.keywords]
            return node
        if _is_call_of("create_task", node):
            args = [self.visit(function), self._access(node), self.visit(node.args[0])]
            return self._cells("creating", args, node)
        of_super = isinstance(function, ast.Attribute) and _is_super(function.value)
        shares = _shares(node)
        node.func = self.visit(function)
        self._arguments(node)
        if not of_super:
            self._watch_foreign(node, shares)
        elif function.attr in _CALLED:  # type: ignore[attr-defined]
            node.func = self._cells("foreign", [node.func, self._access(node)], function)
        return node

    def _call_by_name(self, node: ast.Call, function: ast.Name) -> ast.expr:
        owner = self._scope.owner(function.id)
        name = "" if owner.binds(function.id) else function.id
        how = _HOW_READ.get(name)
        if how is not None:
            node.args = [self._if_container(how, arg) for arg in node.args]
            node.keywords = [self.visit(keyword) for keyword in node.keywords]
            return node
        shares = _shares(node)
        node.func = self.visit(function)
        self._arguments(node)
        if name in ("locals", "vars", "dir") and not node.args and self._hides():
            return self._cells("unhidden", [node], node)
        if name in ("globals", "locals", "vars") and not node.args:
            return self._cells("own_globals", [node], node)
        if name in BY_NAME and not any(isinstance(arg, ast.Starred) for arg in node.args):
            load = ast.copy_location(ast.Name("", ast.Load()), node)
            node.func = self._cells(name, [node.func, self._access(load)], node)
        elif name not in READS_NOTHING:
            self._watch_foreign(node, shares)
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

    def _watch_foreign(self, node: ast.Call, shares: bool) -> None:
        """Containers given to code that is not the program's own are read there; some of it also reaches what has no cells."""
        function = node.func.values[-1] if isinstance(node.func, ast.BoolOp) else node.func
        called = getattr(function, "attr", getattr(function, "id", ""))
        if shares or called in REACHES or self._has_mocks:
            node.func = self._cells("foreign", [node.func, self._access(node)], node.func)

    def _within(self, node: ast.AST) -> tuple[Any, ...]:
        before = self._scope, self._function, self._flow, self._found, self._plain
        self._scope = self._scopes[node]
        self._found = set()
        if self._scope.kind != "comprehension":
            self._flow = {}
        if self._scope.kind in ("function", "lambda"):
            self._function = self._scope.name
        self._plain = plain_names(node) - self._scope.shared if self._scope.kind != "comprehension" else NOBODY
        return before

    def _leave(self, before: tuple[Any, ...]) -> None:
        self._scope, self._function, self._flow, self._found, self._plain = before

    def _defaults(self, arguments: ast.arguments) -> None:
        arguments.defaults = [self.visit(value) for value in arguments.defaults]
        arguments.kw_defaults = [value and self.visit(value) for value in arguments.kw_defaults]

    def visit_Lambda(self, node: ast.Lambda) -> ast.expr:
        self._defaults(node.args)
        before = self._within(node)
        body = self.visit(node.body)
        node.body = ast.copy_location(ast.BoolOp(ast.Or(), [turn(body, ast.NotIn()), body]), body)
        self._leave(before)
        return node

    def _comprehension(self, node: Comprehension) -> ast.expr:
        first = node.generators[0]
        self._walked(first)
        before = self._within(node)
        for generator in node.generators:
            if generator is not first:
                self._walked(generator)
            generator.target = self._target(generator.target, frozenset(self._found))
            generator.ifs = [self._truth(test) for test in generator.ifs]
        last = node.generators[-1]
        last.ifs.insert(0, turn(last.iter))
        if isinstance(node, ast.DictComp):
            node.key, node.value = self.visit(node.key), self.visit(node.value)
        else:
            node.elt = self.visit(node.elt)
        found = self._found
        self._leave(before)
        self._found |= found
        return node

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension  # noqa: N815 - the visitor's names

    def _walked(self, loop: ast.For | ast.AsyncFor | ast.comprehension) -> None:
        """What a loop goes through."""
        if isinstance(loop, ast.AsyncFor) or (isinstance(loop, ast.comprehension) and loop.is_async):
            loop.iter = self.visit(loop.iter)
        else:
            how = "walk_to_unpack" if isinstance(loop.target, ast.Tuple | ast.List) else "walk"
            loop.iter = self._if_container(how, loop.iter)

    def visit_YieldFrom(self, node: ast.YieldFrom) -> ast.expr:
        node.value = self._if_container("walk", node.value)
        return node


_HOW_READ = {
    **dict.fromkeys(READS_WHOLE, "whole"),
    **dict.fromkeys(READS_DEEP, "deep"),
    **dict.fromkeys(READS_ON, "walk"),
    "len": "shape",
    "bool": "shape",
}
"""By name of a builtin: how it reads a container given to it."""


def turn(like: ast.AST, operator: ast.cmpop | None = None) -> ast.expr:
    """`None in .turns`, a turn of a loop or a call: see `budget`."""
    turns = at_start(ast.Name(".turns", ast.Load()), like)
    return ast.copy_location(ast.Compare(constant(None, like), [operator or ast.In()], [turns]), like)


def turn_is_said(like: ast.AST) -> ast.stmt:
    """The same as a statement."""
    return ast.copy_location(ast.Expr(turn(like)), like)


def constant(value: Any, like: ast.AST) -> ast.Constant:
    return ast.copy_location(ast.Constant(value), like)


def _shares(node: ast.Call) -> bool:
    """Might a call be given something that others have too?"""
    args = [*node.args, *(keyword.value for keyword in node.keywords)]
    return any(not isinstance(arg, NEVER_SHARED) or isinstance(arg, _HOLDS) for arg in args)


def _is_call_of(name: str, call: ast.Call) -> bool:
    """Does it look like `asyncio.name(argument)`?"""
    called = getattr(call.func, "id", getattr(call.func, "attr", ""))
    return called == name and len(call.args) == 1 and not call.keywords and not isinstance(call.args[0], ast.Starred)


def _is_super(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"


def at_start(node: _E, like: ast.AST) -> _E:
    """Place a node at the start of another."""
    ast.copy_location(node, like)
    node.end_lineno, node.end_col_offset = node.lineno, node.col_offset
    return node
