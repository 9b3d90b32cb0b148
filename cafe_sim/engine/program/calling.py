"""What locks and the like are called at the end: by where the program keeps them.

Most have their name from the line that made them (`Watching.called`). One that was made for an attribute is called
after the object that has it; one that was made out of sight, by a dataclass's `default_factory` or a function of the
program's, by where it is found: in a global, in what a global holds, in an object that several actors have touched.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any
from weakref import ref

from cafe_sim.engine.kernel.execution import Thing
from cafe_sim.engine.program.attributes import instance_dict
from cafe_sim.engine.program.kinds import is_users
from cafe_sim.engine.program.watching import say_key

if TYPE_CHECKING:
    from cafe_sim.engine.program.session import Session

Owned = tuple[int, str, ref[object]]
"""A lock or the like, the attribute that it was made for, and whose."""
_DEEP = 2
"""So far into what a global holds."""
_MANY = 100
"""Of a container with more in it, nothing is looked at."""


def call_owned(session: Session, owned: Iterable[Owned]) -> None:
    """What was made for some object's attribute is called so, now that the object has a name."""
    named: dict[int, str] = {}
    for name, value in session.globals():
        named.setdefault(id(value), name)
        if type(value) in (list, tuple, dict):
            for called, each in _inside(name, value):
                named.setdefault(id(each), called)
    for serial, attribute, known in owned:
        owner = known()
        shadow = session.cells.known(owner)
        name = named.get(id(owner)) or (shadow.name if shadow is not None else "")
        if name:
            session.execution.rename(serial, f"{name}.{attribute}")


def call_nameless(session: Session) -> None:
    """What still has no name is called by where it is found."""
    objects = (
        (shadow.name, shadow.obj or (shadow.weak and shadow.weak())) for shadow in session.cells.shadows.values()
    )
    for depth, roots in ((_DEEP, session.globals()), (1, objects)):
        for root, value in roots:
            call_within(session, root, value, depth)
    session.execution.nameless.clear()


def call_within(session: Session, root: str, value: Any, depth: int = 1) -> None:
    """What has no name and is kept in `value`, which has, is called after it."""
    nameless = session.execution.nameless
    if nameless:
        for name, thing in _things(root, value, depth):
            if thing.serial in nameless:
                session.execution.rename(thing.serial, session.cells.unique(name))


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
    return ((f"{name}.{attribute}", each) for attribute, each in _attributes(value)) if is_users(kind) else ()


def _attributes(value: object) -> Iterator[tuple[str, Any]]:
    yield from (instance_dict(value) or {}).items()
    for base in type(value).__mro__ if hasattr(type(value), "__slots__") else ():
        for attribute, slot in base.__dict__.items():
            if isinstance(slot, MemberDescriptorType):
                with contextlib.suppress(AttributeError):
                    yield attribute, slot.__get__(value)
