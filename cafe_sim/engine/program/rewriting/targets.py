"""Rewriting names, and the places that targets stand for. See `rewrite`."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from functools import WRAPPER_ASSIGNMENTS
from typing import Any

from cafe_sim.engine.kernel.counting import BORROWS
from cafe_sim.engine.program.rewriting.accesses import Accesses
from cafe_sim.engine.program.rewriting.flowing import THROUGH, all_reckoned, flows_of
from cafe_sim.engine.program.rewriting.names import RAISED, ROOTS
from cafe_sim.engine.program.rewriting.plainness import NOBODY, holds, plain_names
from cafe_sim.engine.program.rewriting.scopes import Scope
from cafe_sim.engine.program.rewriting.sharing import read_scopes
from cafe_sim.engine.program.rewriting.syntax import NEVER_SHARED, at_start, constant, root_of

Flow = dict[str, frozenset[int]]
"""By local name: the accesses from which its value derives."""
NONE: frozenset[int] = frozenset()

_DEEP = frozenset({"compared", "deep", "deep_elements", "ordered", "pairs", "walk_each"})
_MATTERS = re.compile("contextvars|mock|weakref")
_MANAGE = frozenset({"contextlib", "io", "tempfile"})
"""Modules whose objects may be entered, and are changed by that."""
_ASK_FOR_ALL = frozenset({"__dict__", "vars"})
"""By what a program comes to all that an object has."""
_STARRED = {"whole": "elements", "deep": "deep_elements"}
"""With a star before it, what is read in a way is gone through first."""


class RewritesTargets(ast.NodeTransformer):
    """Knows where it is in a program, and makes visible what is bound there."""

    def __init__(self, tree: ast.Module, atomic_lines: frozenset[int], imported: bool, key: int) -> None:
        self.accesses = Accesses()
        self._scopes = read_scopes(tree, imported)
        self._scope: Scope = self._scopes[tree]
        self._function = "<module>"
        self._classes: list[str] = []
        self._flow: Flow = {}
        self._found: set[int] = set()
        self._atomic_lines = atomic_lines
        self._flows = flows_of(tree, key, imported)
        self._starts = self._scope.starts
        self.accesses.is_open = self._scope.is_open
        self._at_once: set[ast.expr] = set()
        """What is gone through on the spot. All else that goes on step by step may do so when others are there."""
        self._touched_late: set[ast.expr] = set()
        """Whose call waits for arguments that others may see being evaluated."""
        self._asides = 0
        looked_at = {getattr(node, "attr", getattr(node, "id", None)) for node in ast.walk(tree)}
        self.accesses.asks_for_all = not looked_at.isdisjoint(_ASK_FOR_ALL)
        if "update_wrapper" in looked_at:
            self.accesses.stored.update(WRAPPER_ASSIGNMENTS)
        self._raising_tells = not looked_at.isdisjoint(RAISED)
        """Does anybody look at what raising an error leaves in it?"""
        if self._raising_tells:
            self.accesses.stored.update(RAISED)
        self._asks_for_classes = "__subclasses__" in looked_at
        self._asks_for_protocols = "runtime_checkable" in looked_at
        self._texts_alone = any(isinstance(n, ast.ImportFrom) and n.module == "__future__" for n in tree.body)
        """Are annotations never evaluated? (There is but one reason left to import from the future.)"""
        self._plain = plain_names(tree) - self._scope.shared
        named = [getattr(node, "module", None) or getattr(node, "name", None) for node in ast.walk(tree)]
        self._any_call_matters = self._asks_for_classes or any(
            isinstance(n, str) and _MATTERS.search(n.lower()) for n in named
        )
        """What looks like any other object, a mock or a weak reference, may be called; a context's variable set; a
        class made.
        """
        self._looks_for_members = "enum" in named
        self._manages = not _MANAGE.isdisjoint(named)
        """Might an object that is no lock be entered by several, one after the other?"""

    def _hidden(self, what: str, method: str, args: Sequence[ast.expr], like: ast.AST) -> ast.Call:
        # on one line: a method call is blamed on the line where its attribute's name ends
        name = at_start(ast.Name(what, ast.Load()), like)
        function = at_start(ast.Attribute(name, method, ast.Load()), like)
        call = ast.copy_location(ast.Call(function, list(args), []), like)
        if BORROWS and any(isinstance(arg, ast.Name) for arg in args[:-1]):
            # what lies on the stack across a jump is no longer borrowed, and so is counted
            call.args[-1] = ast.copy_location(ast.BoolOp(ast.And(), [name, args[-1]]), args[-1])
        return call

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

    def _derived(self, derived: frozenset[int], like: ast.AST) -> list[ast.expr]:
        """What a write is told: from which accesses, calls and parameters its value derives."""
        numbers = tuple(sorted(number for number in derived if 0 <= number < THROUGH))
        self.accesses.kept.update(numbers)
        told = constant(numbers, like)
        self._flows.writes.append((told, derived))
        return [told] if max(derived, default=-1) >= 0 else []

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

    def _whole(self, node: ast.expr) -> ast.expr:
        """An expression whose value is read as a whole, should it be a container."""
        return self._if_container("whole", node)

    def _if_container(self, method: str, node: ast.expr) -> ast.expr:
        if isinstance(node, ast.Starred):
            node.value = self._if_container(
                "walk_each" if method[:4] == "walk" else _STARRED.get(method, method), node.value
            )
            return node
        if isinstance(node, NEVER_SHARED) and not (method in _DEEP and holds(node, self._plain)):
            plain: ast.expr = self.visit(node)
            return plain
        load = ast.copy_location(ast.Name("", ast.Load()), node)
        number = self._access(load, node)
        return self._cells(method, [self.visit(node), number], node)

    def _changes_inside(self, node: ast.expr) -> None:
        """What a local name stands for is changed: by then that is something new."""
        name = root_of(node)
        if name in self._flow:
            self._flow[name] = all_reckoned(self._flow[name])

    # ---- scopes ----------------------------------------------------------------------------

    def _shared(self, name: str) -> Scope | None:
        """The scope that owns `name`, if the name is shared."""
        owner = self._scope.owner(name)
        return owner if name in owner.shared else None

    def _within(self, node: ast.AST) -> tuple[Any, ...]:
        before = self._scope, self._function, self._flow, self._found, self._plain
        self._scope = self._scopes[node]
        self._found = set()
        if self._scope.kind != "comprehension":
            self._flow = {}
        if self._scope.kind in ("function", "lambda"):
            self._function = self._scope.name
            arguments = node.args  # type: ignore[attr-defined]
            every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg)
            names = [arg.arg for arg in every if arg is not None and arg.arg not in ("self", "cls")]
            given = frozenset({self._flows.begin(self._function, node)} if names else ())  # type: ignore[arg-type]
            self._flow = dict.fromkeys(names, given)
        self._plain = plain_names(node) - self._scope.shared if self._scope.kind != "comprehension" else NOBODY
        return before

    def _leave(self, before: tuple[Any, ...]) -> None:
        self._scope, self._function, self._flow, self._found, self._plain = before

    def _hides(self) -> bool:
        """Might a hidden variable stand among the locals here?"""
        scope: Scope | None = self._scope
        while scope is not None:
            if scope.kind == "function" and scope.box:
                return True
            scope = scope.parent
        return False

    # ---- names and places ------------------------------------------------------------------

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if not isinstance(node.ctx, ast.Load):
            return node
        owner = self._shared(node.id)
        if owner is None:
            self._found |= self._flow.get(node.id, NONE)
            return node
        how = "read_late" if node.id in owner.once else "read"
        report = self._hidden(owner.box, how, [constant(node.id, node), self._access(node)], node)
        return ast.copy_location(ast.BoolOp(ast.Or(), [report, node]), node)

    def _written(
        self, name: str, value: ast.expr, derived: frozenset[int], like: ast.AST, how: str = "write"
    ) -> ast.expr:
        """The value to be bound to `name`, reported if the name is shared; `how`: the box's method."""
        owner = self._shared(name)
        if owner is None:
            self._flow[name] = derived
            return value
        number = self._access(like)
        args = [constant(name, like), value, number, *self._derived(derived, like)]
        return self._hidden(owner.box, how, args, like)

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

    def _hidden_name(self, like: ast.AST) -> tuple[ast.Name, ast.Name, ast.stmt]:
        """A new hidden name: loaded, stored, and deleted."""
        self._asides += 1
        load, store, gone = (
            ast.copy_location(ast.Name(f".{self._asides}", context()), like)
            for context in (ast.Load, ast.Store, ast.Del)
        )
        return load, store, ast.copy_location(ast.Delete([gone]), like)

    def _place(self, node: ast.Attribute | ast.Subscript, derived: frozenset[int]) -> ast.Attribute:
        number = self._access(node, node.value)
        self._changes_inside(node.value)
        before, self._found = self._found, set()
        obj: ast.expr = self.visit(node.value)
        if isinstance(node, ast.Attribute):
            name = self._mangled(node.attr)
            self.accesses.stored.add(name)
            how = "at_root" if name in ROOTS else "at"
            place = self._cells(how, [obj, constant(name, node), number, *self._derived(derived, node)], node)
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
