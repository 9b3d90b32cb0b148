"""Who held what, when: locks and places of semaphores, read off the events that take them and give them back.

What a moment is decides whoever reads events: nanoseconds for `timeline`, numbers of steps for `steps`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Literal, NamedTuple

from cafe_sim.engine.kernel.trace import Event

TAKES = frozenset({"acquire", "try-acquire", "down", "try-down"})
GIVES = frozenset({"release", "up"})


class WaitInterval(NamedTuple):
    """A part of somebody's wait for a thing, in which its holders were the same."""

    until: int
    state: Literal["stuck", "ready"]
    why: str
    """ "wants till_lock, held by Bo"; "" while nobody held it."""


class Holdings:
    """The holders of every thing that was ever taken, by name, once for each place, from moment to moment."""

    def __init__(self) -> None:
        self._moments: dict[int, list[int]] = {}
        self._holders: dict[int, list[tuple[str, ...]]] = {}
        """By thing: when its holders changed, and to whom."""

    def __contains__(self, thing: int) -> bool:
        return thing in self._moments

    def event(self, moment: int, event: Event, who: str) -> None:
        """The next event of the trace, done by `who`; what came to nothing changes nothing."""
        thing = event.target
        if event.detail is False:
            return
        if event.op in TAKES:
            self._change(moment, thing, (*self._now(thing), who))
        elif event.op in GIVES and thing in self:
            left = list(self._now(thing))
            places = event.detail if isinstance(event.detail, int) else 1
            for _ in range(min(places, len(left))):
                left.remove(who if who in left else left[0])
            self._change(moment, thing, tuple(left))

    def _now(self, thing: int) -> tuple[str, ...]:
        return self._holders[thing][-1] if thing in self else ()

    def _change(self, moment: int, thing: int, holders: tuple[str, ...]) -> None:
        self._moments.setdefault(thing, []).append(moment)
        self._holders.setdefault(thing, []).append(holders)

    def wanted(self, thing: int, name: str, start: int, end: int) -> Iterator[WaitInterval]:
        """What somebody went through who wanted `thing` from `start` to `end`, piece by piece."""
        moments, holders = self._moments.get(thing, []), self._holders.get(thing, [])
        index = bisect_right(moments, start)
        now = holders[index - 1] if index else ()
        while index < len(moments) and moments[index] < end:
            yield _piece(moments[index], name, now)
            now = holders[index]
            index += 1
        yield _piece(end, name, now)


def _piece(until: int, name: str, holders: tuple[str, ...]) -> WaitInterval:
    if not holders:
        return WaitInterval(until, "ready", "")
    return WaitInterval(until, "stuck", f"wants {name}, held by {' and '.join(dict.fromkeys(holders))}")
