"""Which object is which, the same in every execution: what `id` and an object's own hash are made of.

In CPython both are the object's address, so the order of a set of listeners, or of two locks sorted by `id`, is
another in each process, and nothing that hangs on it could be executed again. Here objects get numbers as they are
first asked for. What cannot be weakly referenced keeps its address, for nobody could tell when a number is free again.

Who asks first with `id` gets the lower number: that is an operation like any other. A hash may be asked for wherever
Python's own code looks into a dictionary, where nobody else may move; the order of a set is left at that.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any
from weakref import ref

from cafe_sim.engine.kernel.actor import here, me
from cafe_sim.engine.kernel.things import Thing
from cafe_sim.engine.program.current import session_of

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.execution import Execution

_FIRST = 0x10_0000_0000
"""No object's address is as low, …"""
_STEP = 16
"""… and as far apart are the objects that CPython makes."""


class Identities:
    """The numbers of one execution's objects."""

    def __init__(self, execution: Execution) -> None:
        self._execution = execution
        self._numbers: dict[int, tuple[int, int, ref[Any]]] = {}
        """By address: the number, who asked for it first while there were others (or 0), and what frees it."""
        self._fresh = count(_FIRST, _STEP)
        self._thing: Thing | None = None
        self._hash = self._hashing()

    def told_apart(self, made: Any) -> Any:
        """What a `class` statement made: objects without a hash of their own get one of ours."""
        if isinstance(made, type) and _has_addresses_for_hashes(made):
            type.__setattr__(made, "__hash__", self._hash)
        return made

    def identity(self, obj: Any) -> int:
        """What `id(obj)` gives to the program."""
        if not type(obj).__weakrefoffset__:
            return id(obj)
        actor = here.actor
        if actor is None or actor.quiet or len(self._execution.actors) == 1:
            return self.number(obj)
        known = self._numbers.get(id(obj))
        if known is None or known[1] not in (0, actor.serial):
            self._thing = self._thing or Thing(self._execution, "identities", "objects")
            self._execution.point(actor, "identify" if known is None else "identity", self._thing)
        return self.number(obj)

    def number(self, obj: Any) -> int:
        """The same, where nobody else may move."""
        if not type(obj).__weakrefoffset__:
            return id(obj)
        key = id(obj)
        known = self._numbers.get(key)
        if known is None:
            actor = here.actor
            by = actor.serial if actor is not None and len(self._execution.actors) > 1 else 0
            known = self._numbers[key] = next(self._fresh), by, ref(obj, partial(self._forget, key))
        return known[0]

    def _forget(self, key: int, _: object) -> None:
        self._numbers.pop(key, None)

    def _hashing(self) -> Callable[[Any], int]:
        numbers, number = self._numbers, self.number

        def __hash__(self: Any) -> int:  # noqa: N807 - becomes a method of that name
            known = numbers.get(id(self))
            return (number(self) if known is None else known[0]) // _STEP

        return __hash__


def id_of(obj: object, /) -> int:
    """The `id` of every program."""
    session = session_of(me().execution)
    return id(obj) if session is None else session.identities.identity(obj)


def _has_addresses_for_hashes(made: type) -> bool:
    of = type.__getattribute__  # a metaclass's code is the program's
    if of(made, "__hash__") is not object.__hash__ or not of(made, "__weakrefoffset__"):
        return False
    return not of(made, "__dict__").get("_is_protocol")  # whatever a protocol has, it demands of others
