"""What CPython's own primitives tell of how they stand: by their text, and under names with an underscore, which
programs read all the same.

To be told is to look: others may change it at any moment, so it is an operation like any other. What CPython has there
and ours has not is refused by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from cafe_sim.engine.kernel.actor import here
from cafe_sim.errors import NotModelled

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.shared.threads import Thread
    from cafe_sim.engine.kernel.things import Thing


def look(thing: Thing, op: str = "look") -> None:
    """Somebody is about to be told how a thing stands."""
    actor = here.actor
    if actor is not None:
        thing.execution.point(actor, op, thing)


class Started:
    """Stands for the event that CPython sets when a thread begins."""

    def __init__(self, thread: Thread) -> None:
        self._thread = thread

    def is_set(self) -> bool:
        """Was it started?"""
        return self._thread._as_started() is not None


class _Refused:
    """An attribute of CPython's that ours has not; a subclass, or an object, may have its own by that name."""

    def __init__(self, whose: str, name: str) -> None:
        self._whose = whose
        self._name = name

    def __get__(self, obj: object, owner: type) -> NoReturn:
        if obj is None:
            raise AttributeError(f"type object {owner.__name__!r} has no attribute {self._name!r}")
        raise NotModelled(
            f"{self._whose}.{self._name} is not modelled: it is CPython's own affair; use what is documented"
        )


def refuse_insides(kind: type, real: Any, besides: frozenset[str] = frozenset()) -> None:
    """Names with an underscore that `real` has, CPython's own, are refused of `kind`, but for those that it has itself,
    if only `besides`.
    """
    whose = f"{type(real).__module__.removeprefix('_')}.{kind.__name__}"
    for name in dir(real):
        if name[:1] == "_" and name[:2] != "__" and not hasattr(kind, name) and name not in besides:
            setattr(kind, name, _Refused(whose, name))
