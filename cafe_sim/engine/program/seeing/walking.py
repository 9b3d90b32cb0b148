"""Going through a container step by step: each step is an access, as others may move between two of them.

A dictionary, a set and a deque complain when they change meanwhile: what they were like is read when the walk begins,
as is from where one goes backwards. A list does not complain: whoever goes on where elements have moved misses some of
them, or meets some twice. So a walk's further steps are accesses to the list's *order*, which calls that move elements
write: no single call of theirs, however atomic, can keep the two apart.

A walker is an iterator of its own, not a generator: several threads may share one, as they may share Python's.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from itertools import count
from typing import TYPE_CHECKING, Any

from cafe_sim.engine.program.methods import TEXTS

if TYPE_CHECKING:
    from cafe_sim.engine.program.seeing.through import SeesThrough


class ReportingIterator:
    """Iterates over a container, or over a view of a dictionary whose `base` that is, and reports each step."""

    __slots__ = ("base", "begun", "eyes", "has_begun_now", "keys", "number", "steps")

    def __init__(
        self, eyes: SeesThrough, obj: Any, base: Any, number: int, make: Callable[[Any], Iterator[Any]] = iter
    ) -> None:
        self.eyes = eyes
        self.base = base
        self.begun = False
        self.number = number
        self.has_begun_now = False
        """Is the first step one with the beginning? Nobody comes between."""
        if make is reversed or not isinstance(base, (list, *TEXTS)):
            eyes.read_shape(base, number)
        self.steps = make(obj)
        """Python's own iterator."""
        self.keys = _keys(obj, base, make)
        """Steps along with it: by which key the element goes, or None where elements have no cell."""

    def __iter__(self) -> ReportingIterator:
        return self

    def __next__(self) -> Any:
        try:
            key = next(self.keys, None)
        except RuntimeError:
            key = None  # the dictionary has changed its size, as the iterator is about to say
        self.eyes.walk_step(self.base, key, self.number, self.begun, self.has_begun_now)
        self.begun, self.has_begun_now = True, False
        return next(self.steps)

    def __reduce__(self) -> Any:
        self.eyes.deep_all((self.base,), self.number, "all")
        return self.steps.__reduce__()

    def __length_hint__(self) -> int:
        self.eyes.read_shape(self.base, self.number)
        hint = getattr(self.steps, "__length_hint__", None)
        return 0 if hint is None else int(hint())


class LateIterator:
    """Stands for a container that is asked for an iterator only when it is its turn, and then steps on at once."""

    __slots__ = ("base", "eyes", "number", "obj", "steps")

    def __init__(self, eyes: SeesThrough, obj: Any, base: Any, number: int) -> None:
        self.eyes = eyes
        self.obj = obj
        self.base = base
        self.number = number
        self.steps: ReportingIterator | None = None

    def __iter__(self) -> LateIterator:
        return self

    def __next__(self) -> Any:
        if self.steps is None:
            self.steps = ReportingIterator(self.eyes, self.obj, self.base, self.number)
            self.steps.has_begun_now = not isinstance(self.base, (list, *TEXTS))
        return next(self.steps)


class SharedIterator:
    """Takes from an iterator that others may have too, or goes through what only its own code sees."""

    __slots__ = ("eyes", "number", "obj", "steps")

    def __init__(self, eyes: SeesThrough, obj: Any, number: int) -> None:
        self.eyes = eyes
        self.obj = obj
        self.number = number
        if not hasattr(type(obj), "__next__"):
            eyes.touch(obj, number, "iter")
        self.steps = iter(obj)

    def __iter__(self) -> SharedIterator:
        return self

    def __next__(self) -> Any:
        return self._go_on(next, self.steps)

    def _go_on(self, step: Callable[..., Any], *args: Any) -> Any:
        self.eyes.touch(self.obj, self.number, "next")
        self.eyes.enter(self.obj, self.number)
        try:
            return step(*args)
        finally:
            self.eyes.took(self.obj, self.number)


class Later:
    """Stands for what only its own code sees, a method of which is called when its arguments have been evaluated."""

    __slots__ = ("eyes", "number", "obj")

    def __init__(self, eyes: SeesThrough, obj: Any, number: int) -> None:
        self.eyes = eyes
        self.obj = obj
        self.number = number

    def __getattr__(self, name: str) -> Callable[..., Any]:
        bound = getattr(self.obj, name)

        def call(*args: Any, **named: Any) -> Any:
            self.eyes.see_attribute(self.obj, name, self.number)
            return self.eyes.foreign(bound, self.number)(*args, **named)

        return call


class Managed:
    """Stands in a `with` for what only its own code sees."""

    __slots__ = ("eyes", "number", "obj")

    def __init__(self, eyes: SeesThrough, obj: Any, number: int) -> None:
        self.eyes = eyes
        self.obj = obj
        self.number = number

    def __enter__(self) -> Any:
        self.eyes.touch(self.obj, self.number, "__enter__")
        return type(self.obj).__enter__(self.obj)

    def __exit__(self, *error: object) -> Any:
        self.eyes.touch(self.obj, self.number, "__exit__")
        return type(self.obj).__exit__(self.obj, *error)


class SharedGenerator(SharedIterator):
    """The same of a generator that another delegates to: it is sent on to."""

    __slots__ = ()

    def send(self, value: Any) -> Any:
        """Go on, with a value."""
        return self._go_on(self.obj.send, value)

    def throw(self, error: BaseException) -> Any:
        """Go on, with an error."""
        return self._go_on(self.obj.throw, error)

    def close(self) -> None:
        """Come to an end."""
        self._go_on(self.obj.close)


def _keys(obj: Any, base: Any, make: Callable[[Any], Iterator[Any]]) -> Iterator[Any]:
    if isinstance(base, (list, deque, *TEXTS)):
        return iter(range(len(base) - 1, -1, -1)) if make is reversed else count()
    if isinstance(base, dict) and obj is not base and not type(obj).__name__.endswith(("_keys", "proxy")):
        # OrderedDict's own order, where it has one
        return make(base) if type(base) is not dict else make(dict.keys(base))
    return iter(())
