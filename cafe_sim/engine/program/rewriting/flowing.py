"""What flows through calls: what a function gives back, and what it is given.

    v = f(a)            →  v = .cells.got(.cells.asks(f)(a), c)        of calls whose value some write derives from
    return e            →  return .cells.returns(e, all, reckoned)
    f(v + 1)            →  .cells.giving(f, all, reckoned)(v + 1)
    def f(v): …         →  def f(v): .cells.begun(p) …                 of functions that store what they are given

A call and the parameters of a function have numbers as accesses have, and writes derive from them in the same way. Each
has two: by the first goes all that the value derives from, by the next what was reckoned with on the way (added to,
put into something new). What is only handed on and stored in the end may by then have been replaced, where there was
none, by what it was replaced by elsewhere: that loses nothing.

Which calls and functions are written so is known once the module's text has been gone through: those alone by which a
read may come to a write. A function is known by its name. One that is mentioned as a value may be called by any other.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from cafe_sim.engine.program.rewriting.names import PASS_ON
from cafe_sim.engine.program.rewriting.scopes import Function
from cafe_sim.engine.program.rewriting.starting import from_strangers
from cafe_sim.engine.program.rewriting.syntax import at_start, constant

THROUGH = 1 << 20
"""Numbers of calls and parameters begin here, far above those of accesses."""
_MODULES = 1 << 12
_ITEMS = frozenset({"__getitem__", "__missing__"})
_ATTRIBUTES = frozenset({"__get__", "__getattr__", "__getattribute__"})
"""Functions by which a program's own code gives items, and attributes."""

Derived = frozenset[int]
Begun = ast.With | ast.AsyncWith | ast.For | ast.AsyncFor
"""Statements with bodies that are given something as they begin."""
Hidden = Callable[[str, list[ast.expr], ast.AST], ast.expr]
"""Makes a call of a hidden method, in the place of a node."""


def all_reckoned(derived: Iterable[int]) -> Derived:
    """All of what a value derives from was reckoned with on the way: `~number` says so, beside the number itself."""
    return frozenset(each for number in derived for each in (number, min(number, ~number)))


class _Call(NamedTuple):
    called: str
    node: ast.expr | Begun


class _Parameters(NamedTuple):
    function: str
    node: Function | ast.Lambda


class Passing(NamedTuple):
    """Where a value goes into a function, or out of it."""

    function: str
    node: ast.Call | ast.Return | ast.Yield | ast.Lambda
    derived: Derived


@dataclass
class Flows:
    """Of one module: the calls, returns, parameters and writes through which values flow."""

    key: int
    """Tells modules apart: a task goes from one to the other."""
    is_imported: bool
    """Do other modules call its functions?"""
    knows_strangers: bool
    """Does it call functions of other modules of the program's?"""
    functions: frozenset[str]
    """The names of all functions that it defines …"""
    mentioned: frozenset[str]
    """… and of those that are mentioned elsewhere than where they are called."""
    calls: dict[int, _Call] = field(default_factory=dict)
    loads: dict[int, str] = field(default_factory=dict)
    """By access: the name of the attribute, behind which there may be a function."""
    operators: set[int] = field(default_factory=set)
    """Of these accesses: what an operator may read, which was read, or given, before."""
    parameters: dict[int, _Parameters] = field(default_factory=dict)
    returns: list[Passing] = field(default_factory=list)
    gives: list[Passing] = field(default_factory=list)
    writes: list[tuple[ast.Constant, Derived]] = field(default_factory=list)
    """Each with the constant that tells the numbers."""
    _used: int = 0

    def _number(self) -> int:
        self._used += 2
        return THROUGH * (1 + self.key % _MODULES) + self._used

    def call(self, called: str, node: ast.expr | Begun) -> int:
        """The number of a call, or of what a body is given."""
        number = self._number()
        self.calls[number] = _Call(called, node)
        return number

    def begin(self, function: str, node: Function | ast.Lambda) -> int:
        """The number of a function's parameters."""
        number = self._number()
        self.parameters[number] = _Parameters(function, node)
        return number

    # ---- once all is known -------------------------------------------------------------------

    def settle(self, tree: ast.Module, hidden: Hidden, stored: Iterable[str]) -> set[int]:
        """Rewrite what lets values flow; the accesses from which those derive."""
        taking = self._taking()
        gives = [give for give in self.gives if self._may_be(give.function, taking)]
        sources = [derived for _, derived in self.writes] + [give.derived for give in gives]
        used = frozenset().union(*sources)
        given = {*stored, *(give.function for give in gives)}
        begun = {
            number
            for number, each in self.parameters.items()
            if number in used and (each.function in given or self._is_open(each.function))
        }
        wanted, returns = self._wanted(sources)
        through = wanted | begun
        for place, derived in self.writes:
            place.value = tuple(sorted({*place.value, *_told(derived, through)}))  # type: ignore[assignment, misc]
        kept: set[int] = set()
        for passing in (*returns, *gives):
            told = sorted(number for number in passing.derived if 0 <= number < THROUGH or number in through)
            if told:
                kept.update(number for number in told if number < THROUGH)
                counted = {number for number in told if ~number in passing.derived} | _told(passing.derived, through)
                _pass(passing, hidden, tuple(told), tuple(sorted(counted)))
        for number in begun:
            _begin(self.parameters[number].node, hidden, number)
        calls = {id(self.calls[number].node): number for number in wanted}
        if calls:
            _Asking(calls, hidden).visit(tree)
        return kept

    def _is_open(self, function: str) -> bool:
        """May it be called by another name, or from elsewhere?"""
        return self.is_imported or function in self.mentioned or function[:2] in ("__", "<l")

    def _may_be(self, called: str, known: set[str]) -> bool:
        """May what is called so be one of these functions of the module's, or a stranger?"""
        if called in self.functions:
            return called in known
        return self.knows_strangers or any(map(self._is_open, known))

    def _taking(self) -> set[str]:
        """Functions that store what they are given, or hand it on to such as do."""
        taking: set[str] = set()
        before = -1
        while len(taking) != before:
            before = len(taking)
            for derived in (
                *(d for _, d in self.writes),
                *(g.derived for g in self.gives if self._may_be(g.function, taking)),
            ):
                taking.update(self.parameters[number].function for number in derived if number in self.parameters)
        return taking

    def _carrying(self) -> set[str]:
        """Functions that give back what they read, or what such have given them."""
        carrying: set[str] = set()
        before = -1
        while len(carrying) != before:
            before = len(carrying)
            carrying.update(
                each.function for each in self.returns if any(self._carries(n, carrying) for n in each.derived)
            )
        return carrying

    def _carries(self, number: int, carrying: set[str]) -> bool:
        call = self.calls.get(number)
        return (
            0 <= number < THROUGH and number not in self.operators
            if call is None
            else self._may_be(call.called, carrying)
        )

    def _wanted(self, sources: list[Derived]) -> tuple[set[int], list[Passing]]:
        """The calls from whose values something derives that is stored, and the returns by which those come."""
        carrying = self._carrying()
        wanted: set[int] = set()
        names: set[str] = set()
        told: list[Passing] = []
        left = list(self.returns)
        while sources:
            for number in sources.pop():
                if number in self.loads:
                    names |= self._behind(self.loads[number])
                elif number in self.calls and self._may_be(self.calls[number].called, carrying):
                    wanted.add(number)
                    names.add(self.calls[number].called)
            if not sources and (wanted or names or self.is_imported):
                now = [each for each in left if each.function in names or self._is_open(each.function)]
                left = [each for each in left if each not in now]
                told += now
                sources = [each.derived for each in now]
        return wanted, told

    def _behind(self, load: str) -> set[str]:
        """Functions that may give what is loaded as an attribute of that name, or an item."""
        return {load, *(_ITEMS if load in _ITEMS else _ATTRIBUTES)} & self.functions


def flows_of(tree: ast.Module, key: int, is_imported: bool) -> Flows:
    """Nothing flows yet."""
    functions = {node.name for node in ast.walk(tree) if isinstance(node, Function)}
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    loaded = {
        getattr(node, "id", getattr(node, "attr", ""))
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Name) and id(node) not in called
    }
    strangers = any(isinstance(node, ast.Import | ast.ImportFrom) and from_strangers(node) for node in ast.walk(tree))
    return Flows(key, is_imported, strangers, frozenset(functions), frozenset(functions & loaded))


def _told(derived: Derived, through: set[int]) -> set[int]:
    """The numbers by which what came through these calls and parameters is told: reckoned with here, or on the way."""
    return {number if ~number in derived else number + 1 for number in derived & through}


def _pass(passing: Passing, hidden: Hidden, told: tuple[int, ...], counted: tuple[int, ...]) -> None:
    """Say what is given, or given back."""
    node = passing.node
    if isinstance(node, ast.Call):
        how = "handing" if passing.function in PASS_ON else "giving"
        node.func = hidden(how, [node.func, *(constant(each, node) for each in (told, counted))], node.func)
    elif isinstance(node, ast.Return | ast.Yield) and node.value is not None:
        node.value = hidden("returns", [node.value, *(constant(each, node) for each in (told, counted))], node.value)
    elif isinstance(node, ast.Lambda) and isinstance(node.body, ast.BoolOp):
        body = node.body.values[-1]
        node.body.values[-1] = hidden("returns", [body, *(constant(each, body) for each in (told, counted))], body)


def _begin(node: Function | ast.Lambda, hidden: Hidden, number: int) -> None:
    """Say that a function begins."""
    if isinstance(node, ast.Lambda):
        if isinstance(node.body, ast.BoolOp):
            node.body.values.insert(1, hidden("begun", [constant(number, node.body)], node.body))
        return
    like = at_start(ast.Pass(), node)
    at = 0 if ast.get_docstring(node, clean=False) is None else 1
    node.body.insert(at, ast.copy_location(ast.Expr(hidden("begun", [constant(number, like)], like)), like))


class _Asking(ast.NodeTransformer):
    """Puts around calls what asks them for more than their value."""

    def __init__(self, calls: dict[int, int], hidden: Hidden) -> None:
        self._calls = calls
        self._hidden = hidden

    def visit(self, node: ast.AST) -> ast.AST:
        number = self._calls.get(id(node))
        self.generic_visit(node)
        if number is None:
            return node
        if isinstance(node, Begun):
            for item in getattr(node, "items", ()):
                item.context_expr = self._hidden("asks", [item.context_expr], item.context_expr)
            like = at_start(ast.Pass(), node)
            how = ("got", constant(None, node)) if isinstance(node, ast.With | ast.AsyncWith) else ("stepped",)
            got = self._hidden(how[0], [*how[1:], constant(number, node)], like)
            node.body.insert(0, ast.copy_location(ast.Expr(got), got))
            return node
        if isinstance(node, ast.Call):
            node.func = self._hidden("asks", [node.func], node.func)
        return self._hidden("got", [node, constant(number, node)], node)  # type: ignore[list-item]
