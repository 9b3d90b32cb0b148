"""What a day's trace says of its people and things: whose hands were busy, which places were taken, what was locked.

All in seconds of café time, from the trace's events alone and the table from program lines to steps.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from cafe_sim.cafe.listing import Written
from cafe_sim.cafe.model import Shop
from cafe_sim.engine.holdings import GIVES, TAKES
from cafe_sim.engine.kernel.trace import SECOND, Trace, notes_of


@dataclass(frozen=True, slots=True)
class Guards:
    """What guards the shared things: how many locks (tokens on a hook are one), for how long, all holds added up."""

    count: int
    seconds: float
    held: dict[str, float]
    """By the thing that the lock hangs on."""


def guards(trace: Trace, names: Mapping[str, str]) -> Guards:
    """Each lock, and the seconds that it, or a token of it, was held; `names`: the program's → what it hangs on."""
    if not names:
        return Guards(0, 0.0, {})
    held = dict.fromkeys(names.values(), 0)
    for event in trace.events:
        thing = names.get(trace.objects[event.target].name)
        if thing is None or event.detail is False:
            continue
        if event.op in TAKES:
            held[thing] += trace.end - event.time
        elif event.op in GIVES:
            held[thing] -= (trace.end - event.time) * (event.detail if isinstance(event.detail, int) else 1)
    seconds = {name: time / SECOND for name, time in held.items()}
    return Guards(len(names), sum(seconds.values()), seconds)


def hands_on(trace: Trace, shop: Shop, written: Written) -> dict[str, float]:
    """Worker → seconds of blocking calls, counting and computing; standing beside a machine is none of these.

    What goes through the hatch is done by threads that are nobody on the staff.
    """
    steps = {(item.name, step.id): step for item in shop.items for step in item.steps}
    busy: defaultdict[str, float] = defaultdict(float)
    for event in trace.events:
        if event.op == "work" and isinstance(event.detail, int):
            busy[trace.actors[event.actor].name] += event.detail / SECOND
        elif event.op == "sleep":
            line = trace.sites[event.site].line
            if line == written.count_line:
                busy[trace.actors[event.actor].name] += written.count_seconds
            elif line in written.lines and steps[written.lines[line]].do == "block":
                busy[trace.actors[event.actor].name] += steps[written.lines[line]].seconds
    return {worker.name: busy[worker.name] for worker in shop.staff}


def places_taken(trace: Trace) -> dict[str, float]:
    """Station → seconds for which a place was taken, all places added up."""
    taken: Counter[str] = Counter()
    for event, kind, (station, *_) in notes_of(trace.events, "enter", "exit"):
        taken[str(station)] += (trace.end - event.time) * (1 if kind == "enter" else -1)
    return {name: time / SECOND for name, time in taken.items()}
