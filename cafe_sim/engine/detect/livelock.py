"""Livelock: everybody left goes round and round, giving way each time, and none of it changes anything.

Two ways to see it. The kernel ends an execution as "livelocked" where those left do nothing but look; who was spinning
is in its notes. And where they try and give way in step, with sleeps in between, the execution goes on until it is
spent: then its last events are one and the same sequence over and over, with failed tries or time-outs of at least two
in it. Where anything moves, be it a counter, nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Sequence

from cafe_sim.engine.detect.context import place, value_of, who
from cafe_sim.engine.detect.detector import OnlyAtTheEnd
from cafe_sim.engine.detect.fault import Fault, FaultSite
from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.trace import Detail, Event

_WINDOW = 4096
"""So many of the last events are looked at, and they must hold at least four rounds."""


class Livelock(OnlyAtTheEnd):
    """Finds what goes round for ever."""

    def finish(self, execution: Execution) -> None:
        """One fault, naming all that go round."""
        if execution.state == "livelocked":
            notes = [e for e in execution.events if type(e.detail) is tuple and e.detail[:1] == ("livelock",)]
            sites = []
            for event in notes:
                site = execution.sites[event.site]
                sites.append(FaultSite(site.file, site.line, who(self._context, event), "spin"))
            self._add("Everybody left asks again and again, and nothing changes any more", sites)
        elif execution.state == "spent":
            vain = {(e.actor, e.task): e for e in _round(execution.events[-_WINDOW:]) if _is_in_vain(e)}
            if len(vain) > 1:
                sites = [place(self._context, vain[who]) for who in sorted(vain)]
                self._add("They try, give way and try again, the same over and over, and nobody gets on", sites)

    def _add(self, what: str, sites: Sequence[FaultSite]) -> None:
        message = f"{what}: {'; '.join(f'{s.actor} in line {s.line}' for s in sites)}."
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
