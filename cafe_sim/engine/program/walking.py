"""Going through a container step by step: each step is an access, as others may move between two of them.

A walker is an iterator of its own, not a generator: several threads may share one, as they may share Python's.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cafe_sim.engine.program.kinds import kind_of

if TYPE_CHECKING:
    from cafe_sim.engine.program.items import SeesItems


class Walk:
    """Iterates over a container or a dictionary's view and reports each step."""

    __slots__ = ("base", "eyes", "index", "keys", "number", "obj", "steps")

    def __init__(self, eyes: SeesItems, obj: Any, number: int, steps: Iterator[Any] | None = None) -> None:
        from cafe_sim.engine.program.items import behind

        self.eyes = eyes
        self.obj = obj
        self.base = behind(obj)
        self.number = number
        self.index = 0
        self.steps = iter(obj) if steps is None and type(obj) is not list else steps
        self.keys: Iterator[Any] | None = None
        """Of a view with values: the keys, stepped along."""
        if kind_of(type(obj)) == "view" and not type(obj).__name__.endswith("dict_keys") and "odict" not in type(obj).__name__:
            self.keys = iter(dict.keys(self.base))

    def __iter__(self) -> Walk:
        return self

    def __next__(self) -> Any:
        steps = self.steps
        if steps is None:
            return self._next_of_list()
        self.eyes.walk_step(self.base, self._key(), self.number)
        return next(steps)

    def _key(self) -> Any:
        index, self.index = self.index, self.index + 1
        if self.keys is not None:
            try:
                return next(self.keys, None)
            except RuntimeError:
                return None
        return index if isinstance(self.base, deque) else None

    def _next_of_list(self) -> Any:
        """As a list's own iterator does it: by index, up to the length that the list has then."""
        obj = self.obj
        if obj is None:
            raise StopIteration
        self.eyes.walk_step(obj, self.index, self.number)
        index = self.index
        if index >= len(obj):
            self.obj = None
            raise StopIteration
        self.index = index + 1
        return obj[index]

    def __length_hint__(self) -> int:
        return 0 if self.obj is None else max(0, len(self.base) - self.index)
