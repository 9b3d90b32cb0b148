"""Code that is not the program's own, and what the program hands to it.

A container given to such code counts as read, with all that is in it, and as changed too where the function is known to
do that. What is beyond seeing is kept in `Session.uncovered`: source that is made and executed while the program runs
(`exec`, `eval`, the import of `code` or `runpy`), memory reached past Python (the import of `ctypes` or `cffi`, a
`memoryview`), databases, objects of the program's that were given to code outside the standard library, which may keep
them and come back, attributes set on what has no cells, and what the whole process shares (see `outside`). A verdict
that says "every order" must say less where there is any.
"""

from __future__ import annotations

import functools
import heapq
import itertools
import sys
from contextlib import contextmanager
from contextvars import Context, ContextVar
from csv import reader
from enum import EnumType
from operator import attrgetter, itemgetter, methodcaller
from types import (
    FunctionType,
    GenericAlias,
    MethodDescriptorType,
    MethodType,
    MethodWrapperType,
    WrapperDescriptorType,
)
from typing import Any
from weakref import ReferenceType

from cafe_sim.engine.facade.asyncio_sync import GUARDS, AtLine
from cafe_sim.engine.facade.asyncio_waiting import create_task, running_loop, sleep, sleep_at
from cafe_sim.engine.program.current import from_home
from cafe_sim.engine.program.methods import BY_HAND, MADE, MUTATORS
from cafe_sim.engine.program.seeing.by_hand import SeesByHand
from cafe_sim.engine.program.seeing.given import ASK_DEFAULT, LOOK_AT_ERRORS, NOTHING_OF, takes_apart
from cafe_sim.engine.program.seeing.handing import is_builtin, is_ours
from cafe_sim.engine.program.seeing.kinds import (
    CONTAINERS,
    KEEPERS,
    STATELESS,
    WRITTEN_IN_C,
    behind,
    is_rewritten,
    is_users,
    kind_of,
)
from cafe_sim.engine.program.seeing.outside import reaches_all
from cafe_sim.engine.program.seeing.peeking import is_pythons_own, is_record
from cafe_sim.engine.program.seeing.reflecting import AT_FRAMES, DESCRIBE, SLOTS
from cafe_sim.engine.program.seeing.walking import LateIterator, Managed, ReportingIterator

_LOOK_BACK = frozenset({"collections", "enum", "inspect", "logging", "sys", "traceback", "typing", "warnings"})
"""Modules with functions that look at the frame they are called from: nothing may stand between."""

_LOOK_INTO = DESCRIBE | AT_FRAMES | {"getattr_static", "getmembers", "getmembers_static"}
"""Of those of `inspect` and `typing`: which take apart what is given to them."""

_CHANGE_ANY = frozenset({"pack_into", "shuffle"})
"""Of those that change what is given to them: whose first argument that need not be."""

_ASK_IN_BETWEEN = frozenset({"nlargest", "nsmallest", "reduce"})
"""Functions that may call the program's own code for each element of what they are given second."""

_GO_ON = frozenset(
    {each for each in vars(itertools).values() if isinstance(each, type)} - {itertools.count, itertools.repeat}
    | {reader, heapq.merge, itertools.chain.from_iterable, itertools.tee}
)  # fmt: skip
"""What takes step by step from what it was given, who knows when; nobody need be there yet when it is made."""
_AT_ANY_TIME = _GO_ON | {FunctionType, compile, eval, exec, memoryview}
"""Besides: what is beyond seeing, whenever it was made; and functions made by hand."""
_MAY_GO_ON = WRITTEN_IN_C | {FunctionType, type}
"""Their types."""

_CHANGE_IT = {"__setstate__": "__dict__", "add_note": "__notes__"}
"""Methods that change what has no cells, and what of it."""

_BOUND = WRITTEN_IN_C | {MethodType, MethodWrapperType}
"""Kinds of what may belong to an object."""

_ENTERED_ONCE = type(contextmanager(iter)(()))
"""What a function with `contextmanager` gives."""

_known: set[FunctionType] = set()
"""Such functions met so far: they stay as long as this process does."""


class SeesForeign(SeesByHand):
    """Reports what is handed to code that is not the program's own."""

    def foreign(self, function: Any, number: int) -> Any:
        """`function`, or for foreign code a stand-in that reports the containers handed to it."""
        kind = type(function)
        if kind in _MAY_GO_ON and function in _AT_ANY_TIME:
            return (self._going_on if function in _GO_ON else self.unseen)(function, number)
        if not (self.live or self.watched() is not None):
            return function
        if kind is FunctionType:
            return function if function in _known or is_rewritten(function) else self._written(function, number)
        if kind is MethodType:
            inner = function.__func__
            return function if is_rewritten(inner) or is_ours(inner) else self._bound(function, number)
        if kind in WRITTEN_IN_C or kind is MethodWrapperType:
            return self._bound(function, number)
        if kind is MethodDescriptorType or kind is WrapperDescriptorType:
            return self._unbound(function, number)
        if issubclass(kind, type):
            if issubclass(function, type) or issubclass(kind, EnumType):
                return self.of_classes(function, number)
            own = is_users(function) and function.__module__ in self.session.modules
            if own or is_ours(function):
                return function
            return (is_builtin(function) and self.by_name(function, number)) or self._report(function, number)
        if issubclass(kind, ReferenceType):
            self.ends(number)
        return self._odd(function, kind, number)

    def carried(self, function: Any, number: int) -> Any:
        """The same of what goes by a name of its own: what it belongs to was not named with it."""
        if type(function) in _BOUND:
            self.used(function.__self__, function.__name__, number)
        return self.foreign(function, number)

    def used(self, obj: Any, name: str, number: int) -> None:
        """A method of what does not report by itself is about to be called by a name of its own."""
        if kind_of(type(obj)) == "opaque":
            self.touch(obj, number, name)
        elif type(obj) in KEEPERS:
            self.compared(obj, number)

    def _written(self, function: FunctionType, number: int) -> Any:
        """A function that is written in Python, but not by the program."""
        if is_ours(function):
            _known.add(function)
            return function
        if function.__name__ in MADE:
            return self._unbound(function, number)
        return (is_builtin(function) and self.by_name(function, number)) or self._report(function, number)

    def _odd(self, function: Any, kind: type, number: int) -> Any:
        """What is called and is neither a function nor a class."""
        if kind.__module__ == "unittest.mock":
            return self._mocking(function, number)
        if kind is methodcaller:
            return self.calling(function, number)
        if kind is GenericAlias:
            return self.foreign(function.__origin__, number)
        if kind is attrgetter or kind is itemgetter:
            return self.getting(function, number)
        return self._report(function, number) if kind.__module__ in ("operator", "functools") else function

    def _mocking(self, mock: Any, number: int) -> Any:
        """A mock is given what it may hand on (see `executing.mocks`)."""

        def report(*args: Any, **named: Any) -> Any:
            self.deep_all((*args, *named.values()), number)
            return mock(*args, **named)

        return report

    def sleeping(self, function: Any, number: int, delay: Any) -> Any:
        """What `await function(delay)` awaits.

        A sleep that is awaited where it is made needs no coroutine: nobody can forget it.
        """
        if function is sleep:
            actor = self.execution.running
            if actor is not None:
                return sleep_at(actor, delay, self.base + self.lines[number])
        return self.foreign(function, number)(delay)

    def creating(self, function: Any, number: int, coro: Any) -> Any:
        """What `function(coro)` gives: the most frequent way to make a task is told its line."""
        if function is create_task:
            loop: Any = running_loop()
            if loop is not None:
                return loop.create_task_at(coro, self.base + self.lines[number])
        return self.foreign(function, number)(coro)

    def managed(self, obj: Any, number: int) -> Any:
        """What a `with` holds that is made elsewhere: what only its own code sees changes as it is entered and left."""
        actor = self.watched()
        if actor is not None and type(obj) is _ENTERED_ONCE:
            cell = self.shape_cell(self.shadow(obj, number))
            self.pause(actor, "update", cell, number)
            self.update(actor, cell, number, "__enter__")
        return Managed(self, obj, number) if kind_of(type(obj)) == "opaque" else obj

    def entering(self, obj: Any, number: int) -> Any:
        """What an `async with` holds: the most frequent kinds are told its line."""
        return AtLine(obj, self.base + self.lines[number]) if type(obj) in GUARDS else obj

    def _bound(self, function: Any, number: int) -> Any:
        """A method of some object's, or a function of some module's."""
        obj = getattr(function, "__self__", None)
        kind = kind_of(type(obj))
        if kind in CONTAINERS:
            seen = self.reporting(function, obj, function.__name__, number)
            if seen is not function:
                return seen
            return (
                self.of_container(function, obj, number) if is_pythons_own(function) else self._report(function, number)
            )
        if type(obj) in (Context, ContextVar):
            return self.in_context(function, obj, number) or self._report(function, number)
        if kind == "opaque" and is_users(type(obj)):
            return self._inherited(function, obj, number)
        if function.__name__ in BY_HAND:
            return self.by_descriptor(function, obj, number) if issubclass(type(obj), SLOTS) else function
        if function.__name__ == "__subclasses__" and kind == "class":
            return self.asking_for_classes(function, number)
        if kind == "object" and function.__name__ == "add_note":
            return self.noting(function, obj, number)
        if kind in STATELESS and function.__name__ in _CHANGE_IT and len(self.execution.actors) > 1:
            self.session.uncover(
                f"what is kept in {type(obj).__name__}.{_CHANGE_IT[function.__name__]}", self.site(number)
            )
        if kind in ("object", "frozen"):
            made = self.made_by_python(function, obj, number)
            if made is not None:
                return made
        if kind in ("object", "class") or hasattr(obj, "__dataclass_fields__"):
            by_hand = self.attribute_by_hand(function, obj, number)
            if by_hand is not None:
                return by_hand
        return (is_builtin(function) and self.by_name(function, number)) or self._report(function, number)

    def _unbound(self, function: Any, number: int) -> Any:
        """`list.append`, `object.__setattr__`: the object comes first."""

        def report(*args: Any, **named: Any) -> Any:
            if args and hasattr(function, "__get__"):
                return self._bound(function.__get__(args[0]), number)(*args[1:], **named)
            return function(*args, **named)

        return report

    def _inherited(self, function: Any, obj: Any, number: int) -> Any:
        """What a program's class has from one whose state only its own code sees, called through `super()` or not."""
        inner = self._report(function, number)

        def report(*args: Any, **named: Any) -> Any:
            name = function.__name__
            if name == "__setitem__" and len(args) == 2:
                self.at_item(obj, args[0], number).about_to_write(args[1])
            else:
                self.touch(obj, number, name)
            result = inner(*args, **named)
            if name == "__getitem__" and args:
                self.read_inside(obj, args[0], number, result)
            return result

        return report

    def _report(self, function: Any, number: int) -> Any:
        name = getattr(function, "__name__", "")
        module = _written_in(function)
        owner = getattr(function, "__self__", None)
        if reaches_all(module, name) and kind_of(type(owner)) != "opaque" and len(self.execution.actors) > 1:
            whose = module.lstrip("_")
            self.session.uncover(f"what {whose}.{name} does to the whole interpreter", self.site(number))
        if module in ("annotationlib", "inspect", "typing") and name in _LOOK_INTO:
            return self.inspected(function, number)
        if _looks_back(function, module, name):
            return function
        if module == "itertools":
            return function
        takes = takes_apart(module) and name not in NOTHING_OF

        def report(*args: Any, **named: Any) -> Any:
            if not takes:
                args = tuple(self.for_foreign(arg, number) or arg for arg in args)
                named = {key: self.for_foreign(arg, number) or arg for key, arg in named.items()}
            if name in ASK_DEFAULT:
                named |= self.encoding(named, number)
            args = self._asked_in_between(name, args, named, number)
            self.read_by(function, module, name, args, named, number)
            values = (*args, *named.values())
            self.session.outside.called(module, name, owner)
            if name in MUTATORS:
                self._about_to_change(name, values, named, number)
            if takes:
                for arg in args:
                    if is_record(type(arg), "all"):
                        self.all_attributes(arg, number)
            elif not _is_known(module) and _has_state(values):
                self.session.uncover(f"what {name or 'foreign code'} does to the program's objects", self.site(number))
            if name == "make_dataclass":
                return from_home(self.namespace, function, args, named)
            return function(*args, **named)

        return report

    def _about_to_change(self, name: str, values: tuple[Any, ...], named: dict[str, Any], number: int) -> None:
        """A function is about to change a container that it is given. A `key` of the program's own says where: others
        may move before the change is made.
        """
        for arg in values if name in _CHANGE_ANY else values[:1]:
            self.changes(arg, number, name, atomic=False)
        key: Any = named.get("key")
        if is_rewritten(key):

            def asked(element: Any) -> Any:
                answer = key(element)
                self.changes(values[0], number, name, atomic=False)
                return answer

            named["key"] = asked

    def _asked_in_between(
        self, name: str, args: tuple[Any, ...], named: dict[str, Any], number: int
    ) -> tuple[Any, ...]:
        """What a function gets that calls the program's own code for each element: others may move in between."""
        if name in _ASK_IN_BETWEEN and any(map(is_rewritten, (*args, *named.values()))):
            return tuple(self.walk_later(arg, number) if index == 1 else arg for index, arg in enumerate(args))
        return args

    def _going_on(self, function: Any, number: int) -> Any:
        """What goes on later gets what reports by itself."""

        def call(*args: Any, **named: Any) -> Any:
            late = functools.partial(self.walk_later, walker=LateIterator)
            walk = late if function is itertools.chain else self.walk_later
            given = [self.for_foreign(arg, number) or walk(arg, number) for arg in args]
            if function is itertools.starmap and len(given) > 1:
                given[1] = map(self.whole, given[1], itertools.repeat(number))
            if function == itertools.chain.from_iterable and given:
                given[0] = map(late, given[0], itertools.repeat(number))
            named = {key: self.for_foreign(arg, number) or arg for key, arg in named.items()}
            return function(*given, **named)

        return call

    def iterator(self, function: Any, number: int) -> Any:
        """`iter` and `reversed`, seen: a container's iterator reports as it goes."""
        return function if self.watched() is None else self.iterator_later(function, number)

    def iterator_later(self, function: Any, number: int) -> Any:
        """The same, where nobody else need be there yet."""

        def report(*args: Any) -> Any:
            if len(args) != 1 or kind_of(type(behind(args[0]))) not in CONTAINERS:
                return function(*args)
            return ReportingIterator(self, args[0], behind(args[0]), number, function)

        return report

    def next(self, function: Any, number: int) -> Any:
        """`next`, seen."""

        def report(*args: Any) -> Any:
            if not args:
                return function()
            self.whole(args[0], number)
            try:
                return function(*args)
            finally:
                self.took(args[0], number)

        return report

    def unseen(self, function: Any, number: int) -> Any:
        """`exec`, `eval`, `compile` and `memoryview`: what they do is beyond seeing. Not so a function made by hand."""
        if function is FunctionType:
            return self.making_function(number)
        if getattr(function, "__module__", "") == "builtins":
            self.session.uncover(f"what {function.__name__} does", self.site(number))
        return function


def _written_in(function: Any) -> str:
    """The module whose code a function is: a decorator may have given it another's name."""
    written = function.__func__ if type(function) is MethodType else function
    if type(written) is FunctionType:
        module = str(written.__globals__.get("__name__", ""))
        return "warnings" if module == "_py_warnings" else module  # where it is from Python 3.14 on
    owner = getattr(function, "__self__", None)
    return getattr(function, "__module__", None) or (owner if isinstance(owner, type) else type(owner)).__module__


def _looks_back(function: Any, module: str, name: str) -> bool:
    """May it look at the frame it is called from?"""
    if module not in _LOOK_BACK or name in LOOK_AT_ERRORS or name == "_make":
        return False
    return not (isinstance(function, type) and kind_of(function) in CONTAINERS)


def _is_known(module: str) -> bool:
    top = module.partition(".")[0]
    return top in sys.stdlib_module_names or top == "cafe_sim"


def _has_state(values: tuple[Any, ...]) -> bool:
    return any(kind_of(type(value)) in ("object", *CONTAINERS) and type(value) is not FunctionType for value in values)
