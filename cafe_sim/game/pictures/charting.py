"""Charts from executions, of any program, by time and by steps. (`charting_day` makes those of a café's day.)

All names and lines come out harmless (`content.safetext`): a thread may be called anything.
"""

from __future__ import annotations

import linecache
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cafe_sim.content.safetext import harmless
from cafe_sim.engine.causes import Causes, causes
from cafe_sim.engine.detect.deadlock import Stuck
from cafe_sim.engine.kernel.trace import Trace
from cafe_sim.engine.steps import steps
from cafe_sim.engine.timeline import Lane, Timeline
from cafe_sim.game.pictures.chart import Bar, Chart, Hop, Leg, Marker, Row
from cafe_sim.game.pictures.deeds import Deeds, Who, deeds_of, operation
from cafe_sim.game.pictures.observed import Observed, names_of_tasks, orders_in_hand
from cafe_sim.game.views.common import GOES_WRONG
from cafe_sim.game.words import as_till

if TYPE_CHECKING:
    from cafe_sim.engine import Fault
    from cafe_sim.game.pictures.in_the_cafe import InTheCafe

NAME_AT_MOST: Final = 60
TEXT_AT_MOST: Final = 200
VERDICT_AT_MOST: Final = 600


@dataclass(frozen=True, slots=True)
class Charts:
    """One run, twice."""

    by_time: Chart
    by_steps: Chart
    told: Deeds
    """What was done, deed by deed."""

    @property
    def telling(self) -> Chart:
        """By time, if any passed."""
        return self.by_time if self.by_time.end else self.by_steps


def charts_of(
    trace: Trace,
    drawn: Timeline,
    title: str,
    verdict: str,
    *,
    faults: Iterable[Fault] = (),
    stuck: Sequence[Stuck] = (),
    sources: Mapping[str, str] | None = None,
    cafe: InTheCafe | None = None,
) -> Charts:
    """Both charts of an execution; `drawn` is its timeline, `sources` the text of programs that are in no file.

    `cafe`: what a café knows of its program; None for any other.
    """
    given = {name: text.splitlines() for name, text in (sources or {}).items()}
    seen = Observed(trace, tuple(faults), stuck, names_of_tasks(trace, given), cafe)
    maker = Maker(seen, _short(title), verdict, given)
    by_steps, told = maker.by_steps()
    return Charts(maker.by_time(drawn), by_steps, told)


def _with_orders(lane: Lane, orders: Sequence[tuple[int, int]]) -> Lane:
    """Who has an order in hand and cannot go on with it is stuck, as everywhere in the café: idle is who has none."""
    return replace(
        lane,
        stretches=tuple(
            replace(each, state="stuck")
            if each.state == "idle" and any(first < each.end_ns <= last for first, last in orders)
            else each
            for each in lane.stretches
        ),
    )


class Maker:
    """Makes charts of one execution."""

    def __init__(self, seen: Observed, title: str, verdict: str, sources: Mapping[str, Sequence[str]]) -> None:
        self.seen = seen
        self.trace = seen.trace
        self.title = title
        self.verdict = self._short(verdict, VERDICT_AT_MOST)
        self.sources = _sources(seen.trace, sources)
        self._orders = orders_in_hand(seen.trace)
        self._leads = {step.event for step in seen.story if step.mark and step.mark not in GOES_WRONG}

    def _short(self, text: str, at_most: int = TEXT_AT_MOST) -> str:
        """Harmless and not too long; in a café, with values as a till shows them."""
        return _short(text if self.seen.cafe is None else as_till(text), at_most)

    def by_time(self, drawn: Timeline) -> Chart:
        found = causes(self.trace)
        places, rows = self._rows(drawn, lambda index: self.trace.events[index].time)
        hops = hops_of(self.trace, found, places, None)
        legs = tuple(Leg(places[leg.actor, leg.task], leg.start_ns, leg.end_ns) for leg in found.path)
        events = {index: event.time for index, event in enumerate(self.trace.events)}
        return self._chart(rows, drawn.end_ns, "ns", legs, hops, tuple(self._wrong(places, events, drawn.end_ns)))

    def by_steps(self) -> tuple[Chart, Deeds]:
        """The chart, and its steps told."""
        stepped = steps(self.trace, self.seen.stuck)
        number = {index: step for step, index in enumerate(stepped.events)}
        said = [
            self.seen.words.get(index) or operation(self.trace, event, self.seen.names)
            for index in stepped.events
            for event in (self.trace.events[index],)
        ]
        said = said if self.seen.cafe is None else [as_till(words) for words in said]
        places, rows = self._rows(stepped.lanes, lambda index: bisect_left(stepped.events, index), said)
        hops = hops_of(self.trace, causes(self.trace), places, number)
        end = stepped.lanes.end_ns
        told = deeds_of(self.seen, number, places, short=self._short)
        return self._chart(rows, end, "steps", (), hops, tuple(self._wrong(places, number, end))), told

    def _chart(
        self,
        rows: tuple[Row, ...],
        end: int,
        unit: str,
        legs: tuple[Leg, ...],
        hops: tuple[Hop, ...],
        markers: tuple[Marker, ...],
    ) -> Chart:
        return Chart(
            self.title,
            rows,
            end,
            "steps" if unit == "steps" else "ns",
            legs,
            hops,
            markers,
            self.verdict,
            self.seen.worked,
            self.sources,
        )

    def _rows(
        self, drawn: Timeline, at: Callable[[int], int], said: Sequence[str] = ()
    ) -> tuple[dict[Who, int], tuple[Row, ...]]:
        """Every thread, its loop's tasks below it; and where each of them is. `at`: an event's place on the axis."""
        standing = {each.key: _short(", ".join(filter(None, (each.wants(), each.held_by)))) for each in self.seen.stuck}
        tasks: dict[int, list[Lane]] = {}
        for lane in drawn.tasks:
            tasks.setdefault(lane.actor, []).append(lane)
        places: dict[Who, int] = {}
        rows: list[Row] = []
        for actor in drawn.actors:
            below = [
                replace(each, name=self.seen.names.get(each.serial, each.name)) for each in tasks.get(actor.serial, ())
            ]
            spans = self._orders.get(actor.serial, ()) if not below else ()
            orders = [(at(first), drawn.end_ns if last < 0 else at(last)) for first, last in spans]
            stands = standing.get(("actor", actor.serial), "")
            place = len(rows)
            rows.append(_row(self._in_the_cafe(_with_orders(actor, orders), alone=not below), 0, stands, said))
            places[actor.serial, 0] = place
            for task in below:
                if task.name == actor.name:  # a barista and the task in which she takes her orders are one person
                    places[actor.serial, task.serial] = place
                    rows[place] = replace(rows[place], standing=stands or standing.get(("task", task.serial), ""))
                    continue
                places[actor.serial, task.serial] = len(rows)
                stood = standing.get(("task", task.serial), "")
                rows.append(_row(self._in_the_cafe(task, alone=False), 1, stood, said))
        return places, tuple(rows)

    def _in_the_cafe(self, lane: Lane, *, alone: bool) -> Lane:
        """As the café draws it, if it is one, and with the recipe's words for what takes time."""
        cafe = self.seen.cafe
        if cafe is None:
            return lane
        drawn = []
        for each in lane.stretches:
            state = cafe.state(each.state, each.site.line, alone=alone)
            why = each.why or (cafe.doing(each.site.line) if state in ("hold", "wait") else "")
            drawn.append(replace(each, state=state, why=why))
        return replace(lane, stretches=tuple(drawn))

    def _wrong(self, places: Mapping[Who, int], when: Mapping[int, int], end: int) -> Iterator[Marker]:
        """Where the faults are, as far as they are somewhere."""
        for fault in self.seen.faults:
            for index, site in zip(fault.events, fault.sites, strict=False):
                event = self.trace.events[index]
                if index in when and (event.actor, event.task) in places:
                    place = places[event.actor, event.task]
                    leads = index in self._leads
                    told = _short(f"{fault.kind}: {site.operation}")
                    yield Marker(when[index], place, told, bad=not leads, leads=leads)
        for each in self.seen.stuck:
            kind, serial = each.key
            place = next(
                (
                    at
                    for (actor, task), at in places.items()
                    if (task or actor) == serial and bool(task) == (kind == "task")
                ),
                -1,
            )
            if place >= 0:
                yield Marker(end, place, f"stands for ever: {_short(each.wants())}", bad=True)


def hops_of(
    trace: Trace, found: Causes, places: Mapping[Who, int], number: Mapping[int, int] | None
) -> tuple[Hop, ...]:
    """Who let whom go on, by the events' own time, or on the axis on which `number` has each of them."""
    hops = []
    for each in found.hops:
        giver, taker = trace.events[each.giver], trace.events[each.taker]
        pair = places.get((giver.actor, giver.task)), places.get((taker.actor, taker.task))
        if pair[0] is None or pair[1] is None or pair[0] == pair[1]:
            continue
        given_at, taken_at = (giver.time, taker.time) if number is None else (number[each.giver], number[each.taker])
        thing = trace.objects[each.thing]
        name = "" if thing.kind == "loop" else _short(thing.name, NAME_AT_MOST)  # it has none but a number
        hops.append(Hop(pair[0], given_at, pair[1], taken_at, name))
    return tuple(hops)


def _row(lane: Lane, depth: int, standing: str, said: Sequence[str]) -> Row:
    bars = tuple(
        Bar(
            each.start_ns,
            each.end_ns,
            each.state,
            _short(said[each.start_ns] if said and each.state == "run" else each.why),
            each.site.file,
            each.site.line,
        )
        for each in lane.stretches
    )
    return Row(_short(lane.name, NAME_AT_MOST) or "(no name)", bars, depth, standing)


def _short(text: str, at_most: int = TEXT_AT_MOST) -> str:
    """Harmless, on one line, not too long."""
    text = harmless(" ".join(text[: 4 * at_most].split()))
    return text if len(text) <= at_most else text[: at_most - 1] + "…"


def _sources(trace: Trace, given: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """The lines of every file in which something happened."""
    files = dict.fromkeys(site.file for site in trace.sites if site.line)
    lines = {file: given[file] if file in given else linecache.getlines(file) for file in files}
    return {file: tuple(harmless(line.rstrip("\n").expandtabs(4)) for line in text) for file, text in lines.items()}
