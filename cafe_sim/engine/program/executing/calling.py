"""What locks and the like are called: by where the program keeps them.

Most have their name from the line that made them (`Watching.called`). One that was made for an attribute is called
after the object that has it; one that was made out of sight, by a dataclass's `default_factory` or a function of the
program's, by where it is found: in a global, in what a global holds, in an object that several actors have touched.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any
from weakref import ref

from cafe_sim.engine.kernel.execution import Thing
from cafe_sim.engine.program.seeing.kinds import is_users
from cafe_sim.engine.program.seeing.peeking import instance_dict
from cafe_sim.engine.program.seeing.watching import say_key

if TYPE_CHECKING:
    from cafe_sim.engine.program.executing.session import Session

_DEEP = 2
"""So far into what a global holds."""
_MANY = 100
"""Of a container with more in it, nothing is looked at."""


class Calling:
    """Names for the locks and the like of one execution."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._owned: dict[int, list[tuple[int, str, ref[object]]]] = {}
        """By identity of an object: what was made for its attributes, which, and the object."""

    def call(self, thing: Thing, name: str, owner: object = None) -> None:
        """Give an object of the kernel the name that the program knows it by, unless it has one."""
        execution, cells = self._session.execution, self._session.cells
        kind, now = execution.object_names[thing.serial]
        if f"{kind}-{thing.serial}" in now:
            execution.rename(thing.serial, cells.unique(name))
            with contextlib.suppress(TypeError):
                self._owned.setdefault(id(owner), []).append((thing.serial, name, ref(owner)))
                shadow = cells.known(owner)
                if shadow is not None:
                    self.own(owner, shadow.name)

    def own(self, owner: object, called: str) -> str:
        """What was made for the attributes of `owner`, or lies in it without a name, is called after it from now on: by
        the end it may be gone.
        """
        for serial, name, known in self._owned.get(id(owner), ()):
            if known() is owner:
                self._session.execution.rename(serial, f"{called}.{name}")
        self._within(called, owner, 1)
        return called

    def at_end(self) -> None:
        """What can be found at the end is called by where it is: "alice.lock"."""
        if self._owned:
            self._by_owner()
            self._owned.clear()
        nameless = self._session.execution.nameless
        if nameless:
            # a list: what is garbage may go at any moment, and its shadow with it
            objects = [(shadow.name, shadow.of) for shadow in list(self._session.cells.shadows.values())]
            for depth, roots in ((_DEEP, self._session.globals()), (1, objects), (1, self._locals())):
                for root, value in roots:
                    self._within(root, value, depth)
            nameless.clear()

    def _locals(self) -> Iterator[tuple[str, Any]]:
        """Variables of calls that have not come to their end, the outermost ones first, each actor's by itself."""
        execution, frames = self._session.execution, sys._current_frames()
        for actor in execution.pending():
            calls = []
            frame = frames.get(actor.ident)
            while frame is not None:
                if execution.is_program_file(frame.f_code.co_filename) and frame.f_locals is not frame.f_globals:
                    calls.append(frame)
                frame = frame.f_back
            for each in reversed(calls):
                # what is bound to a name alone has it from its own line, and others may know it by another
                yield from (
                    (name, value) for name, value in each.f_locals.items() if not issubclass(type(value), Thing)
                )

    def _by_owner(self) -> None:
        named: dict[int, str] = {}
        for name, value in self._session.globals():
            named.setdefault(id(value), name)
            if type(value) in (list, tuple, dict):
                for called, each in _inside(name, value):
                    named.setdefault(id(each), called)
        for serial, attribute, known in chain.from_iterable(self._owned.values()):
            owner = known()
            shadow = self._session.cells.known(owner)
            name = named.get(id(owner)) or (shadow.name if shadow is not None else "")
            if name:
                self._session.execution.rename(serial, f"{name}.{attribute}")

    def _within(self, root: str, value: Any, depth: int) -> None:
        """What has no name and is kept in `value`, which has, is called after it."""
        nameless = self._session.execution.nameless
        if nameless:
            for name, thing in _things(root, value, depth):
                if thing.serial in nameless:
                    self._session.execution.rename(thing.serial, self._session.cells.unique(name))


def _things(name: str, value: Any, depth: int) -> Iterator[tuple[str, Thing]]:
    if issubclass(type(value), Thing):  # its class is not asked: that may be the code of the program
        yield name, value
    elif depth:
        for called, each in _inside(name, value):
            yield from _things(called, each, depth - 1)


def _inside(name: str, value: Any) -> Iterable[tuple[str, Any]]:
    """What a container or an object of the program's has in it, by name; found without running any of its code."""
    kind = type(value)
    if issubclass(kind, (list, tuple)):
        fields = getattr(kind, "_fields", None)
        items = tuple.__iter__(value) if issubclass(kind, tuple) else list.__iter__(value)
        if fields is not None:
            return ((f"{name}.{field}", each) for field, each in zip(fields, items, strict=False))
        return ((f"{name}[{index}]", each) for index, each in enumerate(items)) if len(value) <= _MANY else ()
    if issubclass(kind, dict):
        return ((f"{name}[{say_key(key)}]", each) for key, each in dict.items(value)) if len(value) <= _MANY else ()
    if is_users(kind) or (issubclass(kind, type) and is_users(value)):
        return ((f"{name}.{attribute}", each) for attribute, each in _attributes(value))
    return ()


def _attributes(value: object) -> Iterator[tuple[str, Any]]:
    yield from (instance_dict(value) or {}).items()
    for base in type(value).__mro__ if hasattr(type(value), "__slots__") else ():
        for attribute, slot in base.__dict__.items():
            if isinstance(slot, MemberDescriptorType):
                with contextlib.suppress(AttributeError):
                    yield attribute, slot.__get__(value)
