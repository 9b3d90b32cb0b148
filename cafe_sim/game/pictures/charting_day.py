"""A café's day as charts, in its own words: a row for each worker, below it the orders they were given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from cafe_sim.cafe.ledger import cafe_seconds
from cafe_sim.catalogue import say
from cafe_sim.engine.causes import Causes, causes
from cafe_sim.engine.explore.telling.counterexample import worst_first
from cafe_sim.engine.kernel.trace import SECOND
from cafe_sim.game.days.lanes import orders_of_tasks
from cafe_sim.game.pictures.chart import Bar, Chart, Leg, Marker, Row
from cafe_sim.game.pictures.charting import Charts, Maker, hops_of
from cafe_sim.game.pictures.deeds import Who
from cafe_sim.game.pictures.in_the_cafe import InTheCafe
from cafe_sim.game.pictures.observed import Observed, task_names
from cafe_sim.game.words import as_till

if TYPE_CHECKING:
    from cafe_sim.game.days.played import Played
    from cafe_sim.game.views import LaneState, Segment

DOOR: Final = "door"
"""Who lets customers in (`cafe.opening`)."""


def charts_of_day(played: Played, title: str) -> Charts:
    """A day: a row for each worker, below it the orders they were given; the door, where it matters to the end."""
    outcome = played.outcome
    verdict = (
        f"{'worked' if outcome.worked else 'did not work'} this time, {outcome.served} of {len(played.stays)} served"
    )
    if outcome.faults and not outcome.worked:
        verdict += f": {as_till(worst_first(outcome.faults)[0].message)}"
    file = next((site.file for site in outcome.trace.sites if site.line), "")
    day = _Day(played, title, verdict, file)
    sources = {file: played.program.splitlines()}
    orders = {task: day.called(number) for task, number in orders_of_tasks(outcome.trace).items()}
    names = task_names(outcome.trace, sources, orders)
    cafe = InTheCafe.of(played.shop, played.written)
    seen = Observed(outcome.trace, outcome.faults, outcome.stand, names, cafe)
    by_steps, told = Maker(seen, title, verdict, sources).by_steps()
    return Charts(day.chart(), replace(by_steps, worked=outcome.worked), told)


def _cafe_ns(time: int) -> int:
    """A moment of the trace as lanes have it, in café time."""
    return round(cafe_seconds(time) * SECOND)


class _Day:
    def __init__(self, played: Played, title: str, verdict: str, file: str) -> None:
        self._played = played
        self._trace = played.outcome.trace
        self._file = file
        self._title = title
        self._verdict = verdict
        self._rows: list[Row] = []
        self._workers: dict[str, int] = {}
        self._orders: dict[int, int] = {}

    def chart(self) -> Chart:
        for worker in self._played.shop.staff:
            self._workers[worker.name] = len(self._rows)
            stuck = self._played.outcome.standing.get(worker.name, "")
            self._rows.append(Row(worker.name, self._bars_of_worker(worker.name), 0, stuck))
            for stay in self._played.stays:
                segments = self._played.order_lane(stay.number) if stay.worker == worker.name else ()
                if segments:
                    self._orders[stay.number] = len(self._rows)
                    self._rows.append(Row(self.called(stay.number), self._bars_of_order(stay.number, segments), 1))
        found = causes(self._trace)
        places = self._places(found)
        when = {index: _cafe_ns(event.time) for index, event in enumerate(self._trace.events)}
        end = round(self._played.end * SECOND)
        return Chart(
            self._title,
            tuple(self._rows),
            end,
            "ns",
            tuple(self._legs(found, places)),
            hops_of(self._trace, found, places, when),
            tuple(sorted(self._markers(), key=lambda each: each.at)),
            self._verdict,
            self._played.outcome.worked,
            {self._file: tuple(self._played.program.splitlines())},
        )

    def called(self, number: int) -> str:
        """ "#5 latte"."""
        return f"#{number} {self._played.stay(number).item}"

    def _bars_of_worker(self, name: str) -> tuple[Bar, ...]:
        played = self._played
        return tuple(
            self._bar(each, played.worker_state(name, each.start)[1], played.line(name, each.start))
            for each in played.lane(name)
        )

    def _bars_of_order(self, number: int, segments: Iterable[Segment]) -> tuple[Bar, ...]:
        played = self._played
        return tuple(
            self._bar(each, played.doing(number, each.start), played.order_line(number, each.start))
            for each in segments
        )

    def _bar(self, segment: Segment, text: str, line: int) -> Bar:
        start, end = round(segment.start * SECOND), round(segment.end * SECOND)
        return Bar(
            start, end, segment.state, "" if text == say("hands free") else text, self._file if line else "", line
        )

    def _places(self, found: Causes) -> dict[Who, int]:
        """Where threads and tasks are drawn: a barista's tasks as their orders."""
        numbers = orders_of_tasks(self._trace)
        places: dict[Who, int] = {}
        for serial, actor in enumerate(self._trace.actors):
            if actor.name in self._workers:
                places[serial, 0] = self._workers[actor.name]
        for leg in found.path:
            if (leg.actor, 0) not in places:
                places[leg.actor, 0] = len(self._rows)
                self._rows.append(self._outside(leg.actor, found))
        for event in self._trace.events:
            if event.task and (event.actor, event.task) not in places and (event.actor, 0) in places:
                order = self._orders.get(numbers.get(event.task, 0))
                places[event.actor, event.task] = places[event.actor, 0] if order is None else order
        return places

    def _outside(self, actor: int, found: Causes) -> Row:
        """Somebody who is none of the staff, as far as the end hangs on them: the door, through
        which customers come, or a thread behind the hatch.
        """
        legs = (leg for leg in found.path if leg.actor == actor)
        name = self._trace.actors[actor].name
        does: tuple[LaneState, str] = (
            ("wait", "nobody has come yet") if name == DOOR else ("hold", "a blocking call, behind the hatch")
        )
        return Row(name, tuple(Bar(_cafe_ns(leg.start_ns), _cafe_ns(leg.end_ns), *does) for leg in legs))

    def _legs(self, found: Causes, places: Mapping[Who, int]) -> Iterator[Leg]:
        """The path on these rows; what one row has of it in a row is one leg."""
        last: Leg | None = None
        for leg in found.path:
            row, start, end = places[leg.actor, leg.task], _cafe_ns(leg.start_ns), _cafe_ns(leg.end_ns)
            if last is not None and last.row != row:
                yield last
                last = None
            if last is not None or start < end:
                last = Leg(row, start if last is None else last.start, end)
        if last is not None:
            yield last

    def _markers(self) -> Iterator[Marker]:
        for stay in self._played.stays:
            row = self._orders.get(stay.number)
            if row is None:
                continue
            if stay.served is not None:
                yield Marker(round(stay.served * SECOND), row, f"#{stay.number} {stay.item} is out")
            if stay.left is not None:
                yield Marker(round(stay.left * SECOND), row, f"#{stay.number} {stay.item}: the customer left", bad=True)
