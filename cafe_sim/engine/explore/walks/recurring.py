"""Does somebody stand where he stood before, with everything that is his own as it was?

What several can see is on record as soon as it changes. What is one thread's own is not: its locals, what is in
containers that only they know, how far a generator has come, what a `threading.local` has for it. So that is compared.
What cannot be looked into without changing it, an iterator above all, may always be further than it was, and so is
never the same. Nobody is kept alive by being compared: programs notice who is gone.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from types import FrameType, GeneratorType, NoneType
from typing import TYPE_CHECKING, Any, Final
from weakref import ref

from cafe_sim.engine.kernel.loops.standing import frames_of

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.actor import Actor
    from cafe_sim.engine.kernel.execution import Execution

DEPTH: Final = 4
"""Containers inside containers that are looked into."""
ITEMS: Final = 100
"""Of a container."""

_PLAIN: Final = frozenset({bool, bytes, complex, float, int, str, NoneType})
_CONTAINERS: Final = frozenset({deque, frozenset, list, set, tuple})


def course_of(execution: Execution, actor: Actor) -> object:
    """Where a parked actor and its tasks stand, and what is their own. Equal if nothing of that has changed."""
    tasks = [] if actor.loop is None else actor.loop.tasks_left()
    return (
        tuple(_stack(execution, callers_of(actor))),
        tuple(_kept(each, 0) for each in actor.locals.values()),
        tuple((hash(task), tuple(_stack(execution, frames_of(task.get_coro())))) for task in tasks),
    )


def callers_of(actor: Actor) -> Iterator[FrameType]:
    """The frames of a parked actor, innermost first."""
    frame = sys._current_frames().get(actor.ident)
    while frame is not None:
        yield frame
        frame = frame.f_back


def _stack(execution: Execution, frames: Iterable[FrameType]) -> Iterator[object]:
    return (_standing(frame) for frame in frames if execution.is_program_file(frame.f_code.co_filename))


def _standing(frame: FrameType, depth: int = 0) -> object:
    own = {} if frame.f_locals is frame.f_globals else frame.f_locals
    values = tuple(_kept(value, depth) for name, value in own.items() if name[0] != "." or name == ".0")
    return frame.f_code, frame.f_lasti, tuple(own), values


def _kept(value: Any, depth: int) -> object:
    """What can be compared with what it is later."""
    kind = type(value)
    if kind in _PLAIN:
        return kind, value
    if depth < DEPTH and kind is dict and len(value) <= ITEMS:
        return kind, tuple((_kept(key, depth + 1), _kept(each, depth + 1)) for key, each in value.items())
    if depth < DEPTH and kind in _CONTAINERS and len(value) <= ITEMS:
        return kind, tuple(_kept(each, depth + 1) for each in value)
    if isinstance(value, BaseException):
        return kind, _kept(value.args, depth + 1)
    if depth < DEPTH and kind is GeneratorType:
        return _The(value), value.gi_frame and _standing(value.gi_frame, depth + 1)
    if kind in _CONTAINERS or kind is dict or hasattr(kind, "__next__") or hasattr(kind, "__anext__"):
        return object()
    return _The(value)


class _The:
    """That very object, as long as it is there. What nothing can refer to weakly is never the same."""

    __slots__ = ("_hash", "_ref")

    def __init__(self, value: object) -> None:
        self._hash = id(value)
        try:
            self._ref: Callable[[], object] = ref(value)
        except TypeError:
            self._ref = _nobody

    def __eq__(self, other: object) -> bool:
        return type(other) is _The and (mine := self._ref()) is not None and other._ref() is mine

    def __hash__(self) -> int:
        return self._hash


def _nobody() -> None:
    """What is no more."""
