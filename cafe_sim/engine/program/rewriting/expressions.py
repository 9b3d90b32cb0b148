"""Rewriting expressions: loads, operators, comprehensions. See `rewrite`."""

from __future__ import annotations

import ast

from cafe_sim.engine.program.methods import METHODS
from cafe_sim.engine.program.rewriting.calls import RewritesCalls
from cafe_sim.engine.program.rewriting.flowing import Passing, all_reckoned
from cafe_sim.engine.program.rewriting.names import REFLECTS
from cafe_sim.engine.program.rewriting.plainness import is_plain
from cafe_sim.engine.program.rewriting.scopes import Comprehension
from cafe_sim.engine.program.rewriting.starting import lets_others_in
from cafe_sim.engine.program.rewriting.syntax import at_start, constant, shape_of, turn

_BINARY = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Mod: "mod", ast.BitOr: "or_", ast.BitAnd: "and_",
    ast.BitXor: "xor",
}  # fmt: skip
"""Operators that containers have."""
_COMPARED = {ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge"}


class RewritesExpressions(RewritesCalls):
    """Makes the accesses in expressions visible."""

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        number = self._access(node, node.value)
        if isinstance(node.value, ast.Name) and node.value.id in self._scope.owner(node.value.id).modules:
            return node
        self._flows.loads[number.value] = node.attr  # type: ignore[index]
        obj = self.visit(node.value)
        if node.attr in REFLECTS:
            return self._cells("reflected", [obj, constant(node.attr, node), number], node)
        if node.attr in METHODS:
            # a container's method, handed on
            return self._cells("handed", [obj, constant(node.attr, node), number], node)
        see = "see_late" if node in self._touched_late else "see"
        node.value = self._cells(see, [obj, constant(self._mangled(node.attr), node), number], node)
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        number = self._access(node, node.value)
        self._flows.loads[number.value] = "__getitem__"  # type: ignore[index]
        obj = self.visit(node.value)
        return self._cells("item", [obj, self._key(node.slice), number], node)

    def visit_Starred(self, node: ast.Starred) -> ast.expr:
        return self._whole(node)

    def visit_List(self, node: ast.List | ast.Set | ast.Tuple) -> ast.expr:
        if any(isinstance(each, ast.Starred) for each in node.elts):
            return self._made_anew(node)
        self.generic_visit(node)
        return node

    visit_Set = visit_Tuple = visit_List  # noqa: N815 - the visitor's names

    def _made_anew(self, node: ast.expr) -> ast.expr:
        """An expression that makes something new of what its parts read."""
        before, self._found = self._found, set()
        self.generic_visit(node)
        self._found = before | all_reckoned(self._found)
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
        return self._made_anew(node)

    def visit_Dict(self, node: ast.Dict) -> ast.expr:
        before, self._found = self._found, set()
        node.values = [
            self.visit(value) if key is not None else self._whole(value)
            for key, value in zip(node.keys, node.values, strict=True)
        ]
        node.keys = [None if key is None else self.visit(key) for key in node.keys]
        self._found = before | all_reckoned(self._found)
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
        before, self._found = self._found, set()
        made: ast.expr = node
        if name is None or not self._may_hold_containers(node):
            node.left, node.right = self.visit(node.left), self.visit(node.right)
        else:
            made = self._operator(name, node.left, node.right, node)
        self._found = before | self._reckoned(self._found, node.op)
        return made

    def _operator(self, name: str, left: ast.expr, right: ast.expr, node: ast.expr) -> ast.expr:
        number = self._access(at_start(ast.Name("", ast.Load()), node))
        self._flows.operators.add(number.value)  # type: ignore[arg-type]
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
        node.left = self._if_container("compared", node.left) if deep else self.visit(node.left)
        node.comparators = [
            self._if_container(_looked_for_in(operand, self._is_plain(left)), operand)
            if isinstance(op, ast.In | ast.NotIn)
            else self._if_container("compared", operand)
            if id(operand) in compared
            else self.visit(operand)
            for left, op, operand in pairs
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
        if isinstance(node.op, ast.UAdd | ast.USub):
            node.operand = self._whole(node.operand)  # of a counter: what is above zero, or below
        else:
            node.operand = self._truth(node.operand) if isinstance(node.op, ast.Not) else self.visit(node.operand)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        node.test = self._truth(node.test)
        node.body, node.orelse = self.visit(node.body), self.visit(node.orelse)
        return node

    def _defaults(self, arguments: ast.arguments) -> None:
        arguments.defaults = [self.visit(value) for value in arguments.defaults]
        arguments.kw_defaults = [value and self.visit(value) for value in arguments.kw_defaults]

    def visit_Lambda(self, node: ast.Lambda) -> ast.expr:
        self._defaults(node.args)
        before = self._within(node)
        body = self.visit(node.body)
        self._flows.returns.append(Passing(self._function, node, frozenset(self._found)))
        node.body = ast.copy_location(ast.BoolOp(ast.Or(), [turn(body, ast.NotIn()), body]), body)
        self._leave(before)
        return node

    def _comprehension(self, node: Comprehension) -> ast.expr:
        first = node.generators[0]
        does = [each for each in ast.iter_child_nodes(node) if each is not first] + [*first.ifs, *node.generators[1:]]
        at_once = not isinstance(node, ast.GeneratorExp) or node in self._at_once
        lasts = not at_once or first.is_async or lets_others_in(does, self._starts)
        self._walked(first, bool(lasts))
        before = self._within(node)
        for generator in node.generators:
            if generator is not first:
                self._walked(generator, bool(lasts))
            generator.target = self._target(generator.target, frozenset(self._found))
            generator.ifs = [self._truth(test) for test in generator.ifs]
        last = node.generators[-1]
        last.ifs.insert(0, turn(last.iter))
        if isinstance(node, ast.DictComp):
            node.key, node.value = self.visit(node.key), self.visit(node.value)
        else:
            node.elt = self.visit(node.elt)
        found = all_reckoned(self._found)
        self._leave(before)
        self._found |= found
        return node

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension  # noqa: N815 - the visitor's names

    def _walked(self, loop: ast.For | ast.AsyncFor | ast.comprehension, lasts: bool) -> None:
        """What a loop goes through; `lasts`: it may still do so when others are there."""
        if not lasts:
            self._goes_through([loop.iter])
        if isinstance(loop, ast.AsyncFor) or (isinstance(loop, ast.comprehension) and loop.is_async):
            loop.iter = self.visit(loop.iter)
        else:
            shape = shape_of(loop.target)
            how = "walk_to_unpack" if isinstance(loop.target, ast.Tuple | ast.List) and shape is None else "walk"
            loop.iter = self._if_container(f"{how}_later" if lasts else how, loop.iter)
            if shape is not None:
                args = [loop.iter, constant(shape, loop.iter), self._access(ast.copy_location(ast.Name(""), loop.iter))]
                loop.iter = self._cells("unpacking", args, loop.iter)

    def visit_Yield(self, node: ast.Yield) -> ast.expr:
        if node.value is not None:
            node.value, derived = self._value(node.value)
            self._flows.returns.append(Passing(self._function, node, derived))
        return node

    def visit_YieldFrom(self, node: ast.YieldFrom) -> ast.expr:
        node.value = self._if_container("delegate", node.value)
        return node


def _looked_for_in(node: ast.expr, plain: bool) -> str:
    """How it is read where something, maybe plain, is looked for in it."""
    if plain:
        return "has_plain"
    made_of_shared = isinstance(node, ast.List | ast.Tuple) and not all(isinstance(e, ast.Constant) for e in node.elts)
    return "compared" if made_of_shared else "has"
