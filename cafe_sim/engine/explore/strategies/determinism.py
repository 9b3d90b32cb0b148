"""The determinism checker: every walk is taken twice, and both must leave the same events, one by one.

What would break it is in no schedule's hands: memory addresses, the order of a set, the wall clock, what an earlier
execution left behind.
"""

from __future__ import annotations

from cafe_sim.engine.explore.strategies.random_walk import RandomWalk
from cafe_sim.engine.explore.walks.subject import Subject
from cafe_sim.engine.explore.walks.visible import Visible, learn_straight
from cafe_sim.engine.explore.walks.walking import Chooser, Walk
from cafe_sim.engine.kernel.trace import Event, Trace
from cafe_sim.errors import Misuse


class Determinism:
    """The strategy: so many random walks, each taken twice. Raises Misuse at the first difference."""

    name = "everything twice"

    def __init__(self, seed: int, count: int) -> None:
        self.seed = seed
        self.left = count
        self._number = 0
        self._first: Trace | None = None

    def begin(self) -> Chooser | None:
        if self._first is None:
            if not self.left:
                return None
            self.left -= 1
            self._number += 1
        return RandomWalk(self.seed, self._number, 1).begin()

    def end(self, walk: Walk) -> None:
        trace = walk.execution.trace()
        first, self._first = self._first, trace if self._first is None else None
        if first is not None and first != trace:
            raise Misuse(f"under the same choices the program did not do the same twice: {_difference(first, trace)}")


def walk_twice(subject: Subject, count: int, seed: int = 0) -> None:
    """So many random walks of `subject`, each taken twice. Raises Misuse at the first difference."""
    strategy, visible = Determinism(seed, count), Visible(learn_straight(subject))
    while (chooser := strategy.begin()) is not None:
        with Walk(subject, visible, chooser) as walk:
            walk.run()
            strategy.end(walk)


def _difference(first: Trace, second: Trace) -> str:
    for number, (one, other) in enumerate(zip(first.events, second.events, strict=False)):
        if one != other:
            return f"event {number} was {_told(first, one)}, and then {_told(second, other)}"
    count, other_count = len(first.events), len(second.events)
    if count != other_count:
        return f"first it left {count} events, and then {other_count}"
    return "the same events, with other names"


def _told(trace: Trace, event: Event) -> str:
    site = trace.sites[event.site]
    value = f" ({event.detail})" if event.op in ("load", "read") and event.detail is not None else ""
    what = f"{event.op} {trace.objects[event.target].name}{value}".rstrip()
    place = f" at {site.file}:{site.line}" if site.line else ""
    return f"“{trace.actors[event.actor].name}: {what}”{place}"
