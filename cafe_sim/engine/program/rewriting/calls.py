"""Rewriting calls: of containers' methods, of Python's own functions by their names, of whatever may be foreign code.

See `rewrite`.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable

from cafe_sim.engine.program.methods import BY_HAND, CHANGES, MADE, METHODS
from cafe_sim.engine.program.rewriting.flowing import THROUGH, Passing, all_reckoned
from cafe_sim.engine.program.rewriting.names import (
    ASK_FOR_KIND,
    BY_NAME,
    CALLS_AT_ONCE,
    HOW_READ,
    LOGS,
    MAKES_CLASSES,
    ORDERS_BY,
    PASS_ON,
    REACHES,
    READS_NOTHING,
)
from cafe_sim.engine.program.rewriting.plainness import shares
from cafe_sim.engine.program.rewriting.starting import called_names, lets_others_in
from cafe_sim.engine.program.rewriting.syntax import constant, is_call_of, is_super, root_of
from cafe_sim.engine.program.rewriting.targets import RewritesTargets

_CALLED = (
    METHODS
    | MADE.keys()
    | BY_HAND
    | {"__delattr__", "__getattribute__", "__setattr__", "__subclasses__", "add_note", "getbuffer"}
)
"""Methods whose calls are seen as such."""
_STORE_AT_ONCE = frozenset({"__ior__", "__setattr__", "__setitem__", "setitem", "update"})
"""Those that store what they are given."""
_MAKES_FUNCTIONS = frozenset({"attrgetter", "itemgetter", "methodcaller"})
_GIVEN_LATER = {"Thread": {3: "args", 4: "kwargs"}, "Timer": {2: "args", 3: "kwargs"}}
"""Of classes of threads: what is given to their function once they begin, by place."""


class RewritesCalls(RewritesTargets):
    """Makes visible what calls do."""

    def visit_Await(self, node: ast.Await) -> ast.expr:
        call = node.value
        if isinstance(call, ast.Call) and is_call_of("sleep", call):
            number = self._access(call)
            node.value = self._cells("sleeping", [self.visit(call.func), number, self.visit(call.args[0])], call)
        else:
            node.value = self.visit(call)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        function = node.func
        called = getattr(function, "id", getattr(function, "attr", ""))
        carries, makes = self._may_carry(function, called), self._makes_new(function, called)
        before, self._found = self._found, set()
        made = self._call(node)
        self._found = before | (all_reckoned(self._found) if makes else self._found)
        if made is node and carries:
            self._found.add(self._flows.call(called, node))
        return made

    def _may_carry(self, function: ast.expr, called: str) -> bool:
        """May what is called give back what the program's own code has read?"""
        if isinstance(function, ast.Name):
            is_builtin = called in READS_NOTHING or called in HOW_READ
            return not is_builtin or self._scope.owner(called).binds(called)
        root = root_of(function)
        owner = self._scope.owner(root)
        if root in owner.modules:
            return False
        is_surely_pythons = called in _CALLED or root in owner.makers
        return called in self._flows.functions or not is_surely_pythons or self._flows.knows_strangers

    def _makes_new(self, function: ast.expr, called: str) -> bool:
        """Is it surely none of the program's own functions, which may hand on what they are given as it is?"""
        root = root_of(function)
        owner = self._scope.owner(root)
        if called in self._flows.functions or root in owner.modules:
            return False
        return root in owner.makers or (isinstance(function, ast.Name) and not owner.binds(root))

    def _reckoned(self, found: Collection[int], op: ast.operator) -> set[int]:
        """What a value derives from, after an operator was applied to it."""
        if isinstance(op, ast.BitOr | ast.BitAnd):
            return set(found)  # done twice, as good as once
        self.accesses.reckoned.update(number for number in found if 0 <= number < THROUGH)
        return set(all_reckoned(found))

    def _call(self, node: ast.Call) -> ast.expr:
        function = node.func
        if getattr(function, "id", getattr(function, "attr", "")) in MAKES_CLASSES:
            node.args = [self._if_container("deep", arg) for arg in node.args]
            node.keywords = [self.visit(keyword) for keyword in node.keywords]
            node.func = self.visit(function)
            return node
        if isinstance(function, ast.Name):
            return self._call_by_name(node, function)
        if isinstance(function, ast.Attribute) and function.attr in _CALLED and not is_super(function.value):
            number = self._access(function, function.value)
            obj = self.visit(function.value)
            node.func = self._cells("method", [obj, constant(function.attr, function), number], function)
            derived = self._arguments(node, function.attr)
            self._gives(node, function.attr, derived)
            if function.attr in CHANGES:
                self._changes_inside(function.value)
            return self._stores_at_once(node, function.attr, derived)
        if isinstance(function, ast.Attribute) and function.attr in LOGS:
            node.func = self.visit(function)
            node.args = [self._if_container("deep", arg) for arg in node.args]
            for keyword in node.keywords:
                keyword.value = self._if_container("deep", keyword.value)
            return node
        if is_call_of("create_task", node):
            args = [self.visit(function), self._access(node), self.visit(node.args[0])]
            return self._cells("creating", args, node)
        if (
            isinstance(function, ast.Attribute)
            and function.attr in ("locals", "vars")
            and not (node.args or node.keywords)
        ):
            node.func = self.visit(function)
            return self._cells("own_globals", [node], node)
        if any(
            not isinstance(each, (ast.Constant, ast.Name)) for each in (*node.args, *(k.value for k in node.keywords))
        ):
            self._touched_late.add(function)
        of_super = isinstance(function, ast.Attribute) and is_super(function.value)
        may_share = shares(node)
        node.func = self.visit(function)
        derived = self._arguments(node, getattr(function, "attr", ""))
        self._gives(node, getattr(function, "attr", ""), derived)
        if not of_super:
            self._watch_foreign(node, may_share)
        elif function.attr in _CALLED or function.attr in REACHES:  # type: ignore[attr-defined]
            number = self._access(function)
            node.func = self._cells("foreign", [node.func, number], function)
        return self._stores_at_once(node, getattr(function, "attr", "()"), derived)

    def _gives(self, node: ast.Call, called: str, derived: frozenset[int]) -> None:
        """A function of the program's may be given what derives from something."""
        if derived:
            self._flows.gives.append(Passing(called, node, derived))

    def _stores_at_once(self, node: ast.Call, called: str, derived: frozenset[int]) -> ast.Call:
        """What is called may be known to store what it is given: that derives from what its arguments derive from.

        What goes by a name of its own ("") may be anything.
        """
        numbers = self._derived(derived, node) if not called or called in _STORE_AT_ONCE else []
        if numbers:
            node.func = self._cells("storing", [node.func, *numbers], node)
        return node

    def _call_by_name(self, node: ast.Call, function: ast.Name) -> ast.expr:
        owner = self._scope.owner(function.id)
        name = "" if owner.binds(function.id) else function.id
        how = HOW_READ.get(name)
        if how is not None:
            if how == "ordered" and any(keyword.arg == "key" for keyword in node.keywords):
                how = "walk" if _asks_in_between(name, node) else "elements"
            calls = node.args[: name in CALLS_AT_ONCE]
            passed = "called_on"
            if how != "walk" or self._is_at_once(node, calls):
                self._goes_through(node.args)
            else:
                how, passed = "walk_later", "passed_on"
            called = [self._passed_on(_truth_of(arg), passed) for arg in calls]
            node.args = [*called, *(self._if_container(how, arg) for arg in node.args[len(called) :])]
            self._keywords(node, name)
            for keyword in node.keywords:
                if keyword.arg == "file":  # where `print` writes
                    keyword.value = self._cells("whole", [keyword.value, self._access(node)], keyword.value)
            return node
        may_share = shares(node)
        node.func = self.visit(function)
        derived = self._arguments(node, function.id)
        if name == "type" and len(node.args) == 3:
            node.func = self._cells(
                "type", [node.func, self._access(ast.copy_location(ast.Name("", ast.Load()), node))], node
            )
            return node
        if name in ("locals", "vars", "dir") and not node.args and self._hides():
            return self._cells("unhidden", [node], node)
        if name in ("locals", "vars") and not node.args:
            return self._cells("own_globals", [node], node)
        if (
            name in BY_NAME
            and (node.args or name != "dir")
            and not (name in ("dir", "vars") and isinstance(node.args[0], ast.Starred))
        ):
            load = ast.copy_location(ast.Name("", ast.Load()), node)
            more = self._derived(derived, node) if name == "setattr" else []
            if name in ("setattr", "delattr") and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
                self.accesses.stored.add(str(node.args[1].value))
            how = f"{name}_later" if name in ("iter", "reversed") and node not in self._at_once else name
            node.func = self._cells(how, [node.func, self._access(load), *more], node)
        elif name not in READS_NOTHING or (name in ASK_FOR_KIND and self._asks_for_protocols):
            self._watch_foreign(node, may_share)
            self._gives(node, function.id, derived)
            if not self._is_made(function.id):
                return self._stores_at_once(node, "", derived)
        return node

    def _goes_through(self, nodes: Iterable[ast.expr]) -> None:
        """These are gone through on the spot."""
        self._at_once.update(node.value if isinstance(node, ast.Starred) else node for node in nodes)

    def _is_at_once(self, node: ast.expr, does: Iterable[ast.AST]) -> bool:
        """Is all that an expression goes through gone through before others might be there, while it `does` that?"""
        does = list(does)
        named = (each for each in does if isinstance(each, ast.Attribute | ast.Name))
        starts = any(not self._starts.isdisjoint(called_names(each)) for each in named)
        return node in self._at_once and not starts and not lets_others_in(does, self._starts)

    def _arguments(self, node: ast.Call, called: str = "") -> frozenset[int]:
        """What the values of a call's arguments derive from."""
        if called == "join":  # of a text, or of a thread, which is given none
            self._goes_through(node.args)
        before, self._found = self._found, set()
        argument = self._passed_on if called in PASS_ON else self.visit
        later = _GIVEN_LATER.get(called, {})
        node.args = [
            self._given_later(arg, later[at], called) if at in later else argument(arg)
            for at, arg in enumerate(node.args)
        ]
        if called == "setcontext":
            node.args = [self._cells("reckons_by", [arg, self._access(node)], arg) for arg in node.args]
        self._keywords(node, called)
        derived = frozenset(self._found)
        self._found = before | derived
        return derived

    def _keywords(self, node: ast.Call, called: str) -> None:
        for keyword in node.keywords:
            if keyword.arg is None:
                keyword.value = self._whole(keyword.value)
            elif keyword.arg in _GIVEN_LATER.get(called, {}).values():
                keyword.value = self._given_later(keyword.value, keyword.arg, called)
            elif keyword.arg == "default_factory" and isinstance(keyword.value, ast.Attribute):
                keyword.value = self._passed_on(keyword.value)
            elif keyword.arg == "key" and called in ORDERS_BY:
                keyword.value = self._passed_on(keyword.value, "called_on")
            else:
                keyword.value = self._passed_on(keyword.value) if called in PASS_ON else self.visit(keyword.value)

    def _given_later(self, node: ast.expr, name: str, called: str) -> ast.expr:
        """What a thread will be given when it begins."""
        if isinstance(node, ast.Dict | ast.List | ast.Starred | ast.Tuple):  # nobody else has it
            return self.visit(node)  # type: ignore[no-any-return]
        held = [self.visit(node), constant(f"{name} of a {called}", node)]
        return self._cells("taken_apart_later", held, node)

    def _passed_on(self, node: ast.expr, how: str = "passed_on") -> ast.expr:
        """A function that is not the program's own, maybe, given to what will call it: `Thread(target=setattr, …)`."""
        function = node.func if isinstance(node, ast.Call) else None
        makes_one = getattr(function, "id", getattr(function, "attr", "")) in _MAKES_FUNCTIONS
        if not (isinstance(node, ast.Name | ast.Attribute) or makes_one):
            plain: ast.expr = self.visit(node)
            return plain
        load = ast.copy_location(ast.Name("", ast.Load()), node)
        return self._cells(how, [self.visit(node), self._access(load)], node)

    def _decorators(self, nodes: list[ast.expr]) -> list[ast.expr]:
        """Decorators: a call each, and some reach what has no cells."""
        return [
            self._cells("foreign", [self.visit(node), self._access(node)], node)
            if isinstance(node, ast.Attribute) and node.attr in REACHES
            else self.visit(node)
            for node in nodes
        ]

    def _watch_foreign(self, node: ast.Call, may_share: bool) -> None:
        """Containers given to code that is not the program's own are read there; some of it also reaches what has no
        cells.
        """
        function = node.func.values[-1] if isinstance(node.func, ast.BoolOp) else node.func
        called = getattr(function, "attr", getattr(function, "id", ""))
        carried = isinstance(function, ast.Name) and not self._is_made(function.id)
        by_hand = called[:2] == called[-2:] == "__"
        found = not isinstance(function, ast.Attribute | ast.Name)  # `getattr(cups, "pop")()`, `moves[0]()`
        looks = self._looks_for_members and called[:1].isupper()
        if may_share or looks or called in REACHES or by_hand or found or self._any_call_matters or carried:
            load = ast.copy_location(ast.Name("", ast.Load()), node)
            node.func = self._cells("carried" if carried else "foreign", [node.func, self._access(load)], node.func)

    def _is_made(self, name: str) -> bool:
        """Is it surely a function, a class or a module that goes by that name?"""
        owner = self._scope.owner(name)
        return not owner.bindings.get(name)


def _truth_of(node: ast.expr) -> ast.expr:
    """What `filter` asks where it is given None."""
    is_none = isinstance(node, ast.Constant) and node.value is None
    return ast.copy_location(ast.Name("bool", ast.Load()), node) if is_none else node


def _asks_in_between(name: str, node: ast.Call) -> bool:
    """Does a builtin call the program's own code for each element that it goes through?"""
    if name not in ("max", "min") or len(node.args) != 1 or isinstance(node.args[0], ast.Starred):
        return False
    return any(keyword.arg == "key" and isinstance(keyword.value, ast.Lambda) for keyword in node.keywords)
