"""Rewriting what binds by a target: assignments, with annotations and in place, and `del`.

A target stands for its place (see `seeing.places`); a shared name is bound in a step of its own. What makes locks and
the like is called after the target, and a line with `# atomic` declares what it binds.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from cafe_sim.engine.program.rewriting.expressions import RewritesExpressions
from cafe_sim.engine.program.rewriting.names import MAKES_THINGS
from cafe_sim.engine.program.rewriting.plainness import makes_number
from cafe_sim.engine.program.rewriting.syntax import NEVER_SHARED, at_start, constant, shape_of
from cafe_sim.engine.program.rewriting.targets import NONE

_AUGMENTED = {
    ast.Add: "iadd", ast.Sub: "isub", ast.Mult: "imul", ast.Div: "itruediv", ast.FloorDiv: "ifloordiv", ast.Mod: "imod",
    ast.Pow: "ipow", ast.LShift: "ilshift", ast.RShift: "irshift", ast.BitOr: "ior", ast.BitAnd: "iand",
    ast.BitXor: "ixor", ast.MatMult: "imatmul",
}  # fmt: skip
_CONTAINERS_HAVE = frozenset({"iadd", "isub", "imul", "ior", "iand", "ixor"})


class RewritesAssignments(RewritesExpressions):
    """Makes visible what assignments bind, and what `del` takes away."""

    def visit_Assign(self, node: ast.Assign) -> list[ast.stmt]:
        makes_things = _makes_things(node.value)
        value, derived = self._value(node.value)
        named: list[ast.stmt] = []
        if makes_things:
            value = self._called(node.targets[-1], value)
            named = self._called_late(node.targets[-1], value)
        taken_apart = [target for target in node.targets if isinstance(target, ast.Tuple | ast.List)]
        if taken_apart:
            value = self._unpacked(value, node.value, next(filter(shape_of, taken_apart), taken_apart[0]))
        atomic = self._atomic(node, node.targets)
        made = self._bind(node, value, derived)
        return [*atomic[:1], *made, *named, *atomic[1:]]

    def _bind(self, node: ast.Assign, value: ast.expr, derived: frozenset[int]) -> list[ast.stmt]:
        """An assignment, in as many steps as it takes."""
        if len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            node.value = self._written(node.targets[0].id, value, derived, node.targets[0])
            return [node]
        if not any(self._holds_shared(target) for target in node.targets):
            node.targets = [self._target(target, derived) for target in node.targets]
            node.value = value
            return [node]
        if len(node.targets) == 1:
            target, late = self._aside(node.targets[0], derived)
            node.targets, node.value = [target], value
            return [node, *late]
        # `a = b.c, d = v`: the value aside, then target by target
        load, store, gone = self._hidden_name(node)
        made: list[ast.stmt] = [ast.copy_location(ast.Assign([store], value), node)]
        for target in node.targets:
            made += self._bind(ast.copy_location(ast.Assign([target], load), node), load, derived)
        return [*made, gone]

    def _called(self, target: ast.expr, value: ast.expr) -> ast.expr:
        """`value`, the locks and the like in it called after the target."""
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            pairs = zip(target.elts, value.elts, strict=True)
            value.elts = [self._called(inner, each) for inner, each in pairs]
        elif isinstance(target, ast.Name | ast.Attribute):
            name = target.id if isinstance(target, ast.Name) else target.attr
            args = [constant(name, value), value]
            if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
                args.append(ast.copy_location(ast.Name(target.value.id, ast.Load()), value))
            return self._cells("called", args, value)
        return value

    def _called_late(self, target: ast.expr, value: ast.expr) -> list[ast.stmt]:
        """Of `a, b = (Lock() for …)`: what was made is called after its name once it is bound."""
        if not isinstance(target, ast.Tuple | ast.List) or isinstance(value, ast.Tuple):
            return []
        names = [inner.id for inner in target.elts if isinstance(inner, ast.Name)]
        loads = [ast.copy_location(ast.Name(name, ast.Load()), target) for name in names]
        return [self._say("called", target, constant(load.id, target), load) for load in loads]

    def visit_AnnAssign(self, node: ast.AnnAssign) -> list[ast.stmt]:
        if self._scope.kind != "function" and not self._texts_alone:
            node.annotation = self.visit(node.annotation)
        if node.value is None:
            return [node]
        atomic = self._atomic(node, [node.target])
        makes_things = _makes_things(node.value)
        value, derived = self._value(node.value)
        if makes_things:
            value = self._called(node.target, value)
        if isinstance(node.target, ast.Name):
            value = self._written(node.target.id, value, derived, node.target)
        else:
            node.target = self._place(node.target, derived)
            node.simple = 0
        node.value = value
        return [*atomic[:1], node, *atomic[1:]]

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        is_number = makes_number(node.value)
        value, derived = self._value(node.value)
        target = node.target
        if not isinstance(target, ast.Name):
            node.target = self._place(target, derived)
            node.value = value
            return node
        name = _AUGMENTED[type(node.op)]
        if self._shared(target.id) is None and (
            name not in _CONTAINERS_HAVE or target.id in self._plain or (is_number and name != "imul")
        ):
            flows = self._flow.get(target.id, NONE) | derived
            self._flow[target.id] = frozenset(self._reckoned(flows, node.op))
            node.value = value
            return node
        read, from_read = self._value(ast.copy_location(ast.Name(target.id, ast.Load()), target))
        if name not in _CONTAINERS_HAVE or (is_number and name != "imul"):
            result, how = self._cells(name, [read, value], node), "write"
        else:
            number = self._access(at_start(ast.Name("", ast.Load()), node))
            args = [read, value, number, constant(name, node), *self._derived(derived, node)]
            result, how = self._cells("in_place", args, node), "put_back"
        store = ast.Name(target.id, ast.Store())
        reckoned = frozenset(self._reckoned(derived | from_read, node.op))
        written = self._written(target.id, result, reckoned, target, how)
        return ast.copy_location(ast.Assign([ast.copy_location(store, target)], written), node)

    def visit_Delete(self, node: ast.Delete) -> list[ast.stmt]:
        made: list[ast.stmt] = []
        for target in _flat(node.targets):
            owner = self._shared(target.id) if isinstance(target, ast.Name) else None
            if owner is not None:
                args = [constant(target.id, target), self._access(target)]  # type: ignore[attr-defined]
                made.append(self._say("delete", target, *args, box=owner.box))
            gone = self._place(target, NONE) if isinstance(target, ast.Attribute | ast.Subscript) else target
            made.append(ast.copy_location(ast.Delete([gone]), target))
        return made

    def _atomic(self, node: ast.stmt, targets: Sequence[ast.expr]) -> list[ast.stmt]:
        """For a line with `# atomic`: a declaration before and one after."""
        if node.end_lineno not in self._atomic_lines:
            return []
        before: list[ast.expr] = []
        after: list[ast.expr] = []
        for target in _flat(targets):
            if isinstance(target, ast.Name):
                owner = self._scope.owner(target.id)
                if owner.kind == "class":
                    before.append(self._cells("declare_field", [constant(target.id, node)], node))
                    continue
                if is_shared := target.id in owner.shared:
                    before.append(self._hidden(owner.box, "declare", [constant(target.id, node)], node))
                load = ast.copy_location(ast.Name(target.id, ast.Load()), node)
                after.append(self._cells("declare", [load, constant(is_shared, node)], node))
            elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
                load = ast.copy_location(ast.Name(target.value.id, ast.Load()), node)
                args = [load, constant(self._mangled(target.attr), node)]
                after.append(self._cells("declare_attribute", args, node))
        declared: list[ast.stmt] = [
            ast.copy_location(ast.Expr(ast.copy_location(ast.Tuple(part, ast.Load()), node)), node)
            for part in (before, after)
        ]
        return declared

    def _unpacked(self, value: ast.expr, source: ast.expr, target: ast.expr) -> ast.expr:
        shape = shape_of(target)
        if shape is not None:
            return self._cells("unpacked", [value, constant(shape, source), self._access(source, source)], source)
        if isinstance(source, NEVER_SHARED):
            return value
        return self._cells("elements", [value, self._access(source, source)], source)


def _flat(targets: Iterable[ast.expr]) -> Iterator[ast.expr]:
    for target in targets:
        if isinstance(target, ast.Tuple | ast.List):
            yield from _flat(target.elts)
        else:
            yield target


def _makes_things(node: ast.expr) -> bool:
    """Does an expression make locks, queues or the like?"""
    return any(getattr(inner, "id", getattr(inner, "attr", "")) in MAKES_THINGS for inner in ast.walk(node))
