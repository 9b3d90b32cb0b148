"""Does an execution go on for ever without anything ever changing?

Who asks, sleeps, and asks again makes one event after the other that changes nothing. When whole windows of events are
like that it may be a livelock, and is called one where it is certain that nobody will ever get on: everybody who could
move goes round in a loop that only what others change can end (`program.spinning`), looks at something that others
could change, and never asks for the time; nobody else's time is yet to come; and there are several of them, for one
alone may be meant to run until it is told from outside to stop.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from cafe_sim.engine.kernel.operations import CHANGES, FAMILY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from cafe_sim.engine.kernel.execution import Execution
    from cafe_sim.engine.kernel.trace import Detail, Row

WINDOW: Final = 10_000
"""Events: two such windows in a row, or some 2,000 patient turns of each of two pollers, before anything is said."""
GIVES_WAY: Final = 4
"""One in so many of them, at the least."""
NAPS: Final = 16
"""Yields in one turn of such a loop, at the most."""

YIELDS: Final = frozenset({"sleep", "yield", "timeout"})
BALANCED: Final = frozenset({"acquire", "try-acquire", "release", "down", "try-down", "up", "wait", "notified"})
"""Changes that are no news to those who go round and look: they make such ones themselves each time, and undo them."""
LOOKS: Final = frozenset(
    {"read", "load", "is-set", "locked", "look", "timeout", "try-acquire", "try-down", "try-get", "try-put"}
)
_NEWS: Final = CHANGES - BALANCED

Asker = tuple[int, int]
"""(actor, task)."""


def is_unchanging(rows: Sequence[Row]) -> bool:
    """Do they only look and give way?"""
    yields = 0
    for _, _, _, op, _, _, detail in rows:
        if op in YIELDS or _is_nap(op, detail) or (detail is False and op[:4] == "try-"):
            yields += 1
        elif op in FAMILY or (op in _NEWS and detail is not False):
            return False
    return yields * GIVES_WAY >= len(rows)


def _is_nap(op: str, detail: Detail) -> bool:
    """A task goes to sleep."""
    return op == "task-wait" and isinstance(detail, tuple) and detail[0] == "sleep"


class Standstill:
    """Watches one execution, which tells it now and then."""

    def __init__(self, execution: Execution) -> None:
        self._execution = execution
        self.askers: dict[Asker, int] = {}
        """Who will never get on, each with the place at which it gives way; empty where that is not certain."""
        self.next = WINDOW
        """How many events there must be before it need look again."""
        self._turned: dict[Asker, int] | None = None
        """At the last look, if nothing had changed then: everybody's turns …"""
        self._clock_reads = 0
        """… and how often the time had been asked for."""

    @property
    def suspected(self) -> bool:
        """Nothing had changed when it looked last."""
        return self._turned is not None

    def reached(self, enabled: Collection[int]) -> bool:
        """Will none of these actors, all that could move, ever get on? To be asked when there are `next` events."""
        execution = self._execution
        rows = execution.rows
        self.next = len(rows) + WINDOW
        window = rows[-WINDOW:]
        if not is_unchanging(window):
            self._turned = None
            return False
        before, reads = self._turned, self._clock_reads
        self._turned = dict(execution.turned or {})
        self._clock_reads = sum(actor.clock_reads for actor in execution.actors)
        if before is not None and reads == self._clock_reads:
            askers = self._all_ask(window, before)
            if {actor for actor, _ in askers}.issuperset(enabled) and askers.keys() >= set(self._timed()):
                self.askers = askers
        return bool(self.askers)

    def _timed(self) -> Iterator[Asker]:
        """Whose time will come in a loop: who sleeps for long has not moved, and will. A handle counts as no task."""
        for actor in self._execution.pending():
            for each in actor.loop.timed() if actor.loop is not None else ():
                yield actor.serial, getattr(each, "serial", 0)

    def _all_ask(self, window: Iterable[Row], before: dict[Asker, int]) -> dict[Asker, int]:
        """Everybody who moves, each with the site at which it gives way; nobody where one of them may yet get on."""
        execution = self._execution
        yields: Counter[Asker] = Counter()
        places: dict[Asker, int] = {}
        looking: set[Asker] = set()
        for _, actor, task, op, _, site, detail in window:
            who = actor, task
            if _is_nap(op, detail) or (op in YIELDS and (task or execution.actors[actor - 1].loop is None)):
                yields[who] += 1
                places[who] = site
            if op in LOOKS:
                looking.add(who)
        assert self._turned is not None
        rounds = {who: self._turned.get(who, 0) - before.get(who, 0) for who in yields}
        ask = len(yields) > 1 and looking == set(yields) and all(rounds[who] * NAPS >= yields[who] for who in yields)
        return dict(sorted(places.items())) if ask else {}
