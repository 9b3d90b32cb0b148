"""Livelock: everybody left goes round and round, giving way each time, and none of it changes anything.

Two ways to see it. An execution ends as "livelocked" where those left do nothing but look; who they are is in its
notes, and what each asks for in its last turn. (Where others stand in a circle of waits, that is the cause: `deadlock`
tells it.) And where they try and give way in step, with sleeps in between, the execution goes on until it is
spent: then its last events are one and the same sequence over and over, with failed tries or time-outs of at least two
in it. Where anything moves, be it a counter, nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Sequence

from cafe_sim.engine.detect.context import place, value_of, who
from cafe_sim.engine.detect.deadlock import Stuck, everyone_stuck, find_cycles, in_full
from cafe_sim.engine.detect.detector import OnlyAtTheEnd
from cafe_sim.engine.detect.fault import Fault, FaultSite
from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.operations import LOOKS, YIELDS
from cafe_sim.engine.kernel.trace import Detail, Event

_WINDOW = 4096
"""So many of the last events are looked at, and they must hold at least four rounds."""


class Livelock(OnlyAtTheEnd):
    """Finds what goes round for ever."""

    def finish(self, execution: Execution) -> None:
        """One fault, naming all that go round."""
        if execution.state == "livelocked":
            stuck = everyone_stuck(execution)
            if any(find_cycles(stuck)):
                return
            notes = [e for e in execution.events if type(e.detail) is tuple and e.detail[:1] == ("livelock",)]
            sites = []
            for event in notes:
                site, asked = execution.sites[event.site], " and ".join(self._asked_for(event))
                sites.append(FaultSite(site.file, site.line, who(self._context, event), asked and f"asks for {asked}"))
            what = "Everybody left asks again and again, and nobody is left who could change anything"
            self._add(what, sites, [f"{s.actor} {s.operation}" if s.operation else s.actor for s in sites], stuck)
        elif execution.state == "spent":
            vain = {(e.actor, e.task): e for e in _round(execution.events[-_WINDOW:]) if _is_in_vain(e)}
            if len(vain) > 1:
                sites = [place(self._context, vain[who]) for who in sorted(vain)]
                self._add(
                    "They try, give way and try again, the same over and over, and nobody gets on",
                    sites,
                    [s.actor for s in sites],
                )

    def _asked_for(self, note: Event) -> Sequence[str]:
        """What somebody looked at in his last turn, from one yield to the next."""
        things: dict[str, None] = {}
        yields = 0
        for index in reversed(range(max(0, len(self._context.rows) - _WINDOW), len(self._context.rows))):
            _, actor, task, op, target, _, _ = self._context.rows[index]
            # where a loop has nothing but a task's time to wait for, it is the one that yields
            if actor == note.actor and task in (note.task, 0):
                yields += op in YIELDS
                if yields > 1:
                    break
                if op in LOOKS and self._context.objects[target].name:
                    things[self._context.objects[target].name] = None
        return [*reversed(things)]

    def _add(self, what: str, sites: Sequence[FaultSite], does: Sequence[str], stuck: Sequence[Stuck] = ()) -> None:
        each = [f"{who_does} in line {site.line}" for who_does, site in zip(does, sites, strict=True)]
        message = f"{what}: {'; '.join([*each, *(in_full(other) for other in stuck if other.why)])}."
        self._findings.add("livelock", lambda: Fault("livelock", message, tuple(sites)))


def _is_in_vain(event: Event) -> bool:
    return event.op == "timeout" or (event.op.startswith("try-") and event.detail is False)


def _round(events: Sequence[Event]) -> Sequence[Event]:
    """The sequence that `events` repeat over and over, at least four times; empty if they don't."""
    steps = [(e.actor, e.task, e.op, e.target, e.site, _what(e)) for e in events]
    period = len(steps) - border(steps)
    return events[-period:] if steps and period * 4 <= len(steps) else ()


def _what(event: Event) -> Detail:
    """An event's detail without moments and indices, which are never the same twice."""
    if event.op in ("sleep", "task-wait", "task"):
        return None
    return value_of(event)


def border(steps: Sequence[object]) -> int:
    """Length of the longest proper prefix that is a suffix too (Knuth, Morris, Pratt 1977)."""
    borders = [0]
    for step in steps[1:]:
        border = borders[-1]
        while border and step != steps[border]:
            border = borders[border - 1]
        borders.append(border + 1 if step == steps[border] else 0)
    return borders[-1]
