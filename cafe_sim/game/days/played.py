"""A day that has been run to its end, so that any moment of it can be looked at.

This is the one place that knows how the café reports a day; the rest of the game asks in café words: who stayed how
long, who had what in hand at second t, on which line somebody stood, how full a station was, what was worth telling.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, cast

from cafe_sim.cafe.book import OrderState
from cafe_sim.cafe.day import Day, DayOutcome
from cafe_sim.cafe.ledger import Entry, cafe_seconds
from cafe_sim.cafe.listing import Written
from cafe_sim.cafe.model import Plan, Shop, Step
from cafe_sim.catalogue import retell, say, spoken
from cafe_sim.engine.kernel.trace import notes_of
from cafe_sim.engine.timeline import Timeline, timeline
from cafe_sim.game.days.counter import Counter
from cafe_sim.game.days.lanes import Reader, Stretch
from cafe_sim.game.views import LaneState, LogLine, Segment, ThingView
from cafe_sim.game.words import counted, listed, mmss_up

TURN: Final = 0.5
"""Seconds: work that is interrupted sooner takes turns for the core."""


@dataclass(frozen=True, slots=True)
class Stay:
    """One customer's stay. Seconds of café time; None: it never came to that."""

    number: int
    item: str
    arrives: float
    leaves: float | None
    """When patience runs out."""
    handed: float | None
    begun: float | None
    served: float | None
    left: float | None
    sold_out: float | None
    worker: str

    def state(self, at: float) -> OrderState:
        """Where the order is at second `at`."""
        if at < self.arrives:
            return "coming"
        for moment, state in ((self.served, "served"), (self.left, "left"), (self.sold_out, "sold out")):
            if _by(moment, at):
                return cast("OrderState", state)
        return "given" if self.was_handed(at) else "rail"

    @property
    def is_incomplete(self) -> bool:
        """It went out with something missing, its customer still there."""
        return self.left is not None and (self.leaves is None or self.left < self.leaves)

    def was_handed(self, at: float) -> bool:
        return _by(self.handed, at)


def _by(moment: float | None, at: float) -> bool:
    return moment is not None and moment <= at


def _stay(entry: Entry) -> Stay:
    sold_out = entry.state == "sold out"
    return Stay(
        number=entry.number,
        item=entry.item,
        arrives=entry.arrived,
        leaves=entry.leaves,
        handed=entry.handed,
        begun=entry.begun,
        served=None if sold_out else entry.served,
        left=entry.left,
        sold_out=entry.served if sold_out else None,
        worker=entry.worker,
    )


class Played:
    """One day, whole."""

    def __init__(self, shop: Shop, written: Written, outcome: DayOutcome, drawn: Timeline) -> None:
        self.shop = shop
        self.written = written
        self.program = written.text
        self.outcome = outcome
        self._drawn = drawn
        self.stays = tuple(_stay(entry) for entry in outcome.ledger)
        self.end = cafe_seconds(outcome.trace.end)
        self._steps = steps_by_line(shop, written)
        self._log: tuple[str, tuple[LogLine, ...]] = "", ()

    def stay(self, number: int) -> Stay:
        return self.stays[number - 1]

    # ---- who has what ----------------------------------------------------------------------

    def in_hand(self, worker: str, at: float) -> list[Stay]:
        """What they were given and have not finished at second `at`; what is made in vain counts."""
        return [
            stay
            for stay in self.stays
            if stay.worker == worker and stay.was_handed(at) and (stay.state(at) == "given" or at < self._done(stay))
        ]

    def free_at(self, worker: str) -> frozenset[float]:
        """The moments at which they put their last order down (no barista ever does: her hands
        are free at each wait).
        """
        return self._free[worker]

    @cached_property
    def _free(self) -> dict[str, frozenset[float]]:
        free = {}
        for worker in self.shop.staff:
            ends = {self._done(stay) for stay in self.stays if stay.worker == worker.name}
            is_free = worker.role != "barista"
            free[worker.name] = frozenset(at for at in ends if is_free and not self.in_hand(worker.name, at))
        return free

    def _done(self, stay: Stay) -> float:
        """When the worker has put it down: where a customer has left, perhaps later than that."""
        own = [stretch.end for stretch in self._lanes.workers.get(stay.worker, ()) if stretch.order == stay.number]
        ends = [at for at in (stay.served, stay.left, stay.sold_out) if at is not None]
        return max([*own, min(ends)]) if ends else self.end

    @property
    def in_vain(self) -> Iterator[tuple[Stay, float]]:
        """What was still being made when its customer had left, and until when."""
        ended = ((stay, self._done(stay)) for stay in self.stays if stay.left is not None and stay.handed is not None)
        return ((stay, end) for stay, end in ended if stay.left is not None and end > stay.left)

    # ---- lanes -----------------------------------------------------------------------------

    @cached_property
    def _lanes(self) -> Reader:
        return Reader(self.outcome.trace, self._drawn, self.shop, self._steps, self.outcome.ledger)

    def lane(self, worker: str) -> tuple[Segment, ...]:
        """A worker's whole day."""
        return tuple(self._segment(stretch) for stretch in self._lanes.workers[worker])

    def wanted(self, worker: str) -> str:
        """What they were stuck for longest, and who had it: "wants till_lock, held by Bo"; "" if they never were."""
        lanes = (*self._drawn.actors, *self._drawn.tasks)
        stuck = [each for lane in lanes if lane.name == worker for each in lane.stretches if each.state == "stuck"]
        return max(stuck, key=lambda each: each.end_ns - each.start_ns).why if stuck else ""

    def order_lane(self, number: int) -> tuple[Segment, ...]:
        """An order's time in somebody's hands."""
        return tuple(self._segment(stretch) for stretch in self._lanes.orders[number])

    def _segment(self, stretch: Stretch) -> Segment:
        return Segment(stretch.start, stretch.end, stretch.state, self._label(stretch), stretch.order)

    def _label(self, stretch: Stretch) -> str:
        step = self._steps.get(stretch.line)
        return retell(step.label or step.id) if step is not None else ""

    def worker_state(self, worker: str, at: float) -> tuple[LaneState, str]:
        """(state, sentence) of a worker at second `at`."""
        stretch = _at(self._lanes.workers[worker], at)
        if stretch is None or stretch.state == "idle":
            return "idle", ""
        if not stretch.order:
            return stretch.state, self._doing(stretch) if stretch.state == "stuck" else say("hands free")
        doing = f"{self._called(stretch.order)} {self._doing(stretch)}{self._queue(worker, stretch.order, at)}"
        return "run" if self._takes_turns(stretch) else stretch.state, doing

    def reason(self, worker: str, at: float) -> str:
        """The same without the order's name and what comes after it, for where there is little room; "" if nothing is
        in hand.
        """
        stretch = _at(self._lanes.workers[worker], at)
        return self._doing(stretch) if stretch is not None and stretch.order and stretch.state != "idle" else ""

    def _queue(self, worker: str, order: int, at: float) -> str:
        """What a clerk or baker has to do after it, in the order given; a barista's lane opens to hers."""
        if any(person.name == worker and person.role == "barista" for person in self.shop.staff):
            return ""
        later = [stay for stay in self.in_hand(worker, at) if stay.number != order]
        later.sort(key=lambda stay: (stay.handed, self._handed_place.get(stay.number, 0)))
        return say(" · then {orders}", orders=" ".join(f"#{stay.number}" for stay in later)) if later else ""

    @cached_property
    def _handed_place(self) -> dict[int, int]:
        """Order → its place among all hand-overs: several may come at one moment."""
        handed = (number for _, _, (number, *_) in notes_of(self.outcome.trace.events, "hand"))
        return {number: place for place, number in enumerate(handed) if isinstance(number, int)}

    def doing(self, number: int, at: float) -> str:
        """What is going on with an order in somebody's hands, in words."""
        stretch = _at(self._lanes.orders[number], at)
        if stretch is None:
            return say("handed out") if self.stay(number).served is not None else ""
        worker = self.stay(number).worker
        own = _at(self._lanes.workers[worker], at)
        if own is not None and own.order == number:
            return self._doing(own)
        if stretch.state != "ready":
            return self._doing(stretch)
        return (
            say("ready: {worker} at #{order}", worker=worker, order=own.order)
            if own is not None and own.order
            else say("ready")
        )

    def _doing(self, stretch: Stretch) -> str:
        if stretch.state == "stuck":
            if any(worker.name == stretch.wants for worker in self.shop.staff):
                return say("waits for {worker} to finish", worker=stretch.wants)
            if not stretch.why.startswith("wants "):
                return retell(stretch.why)
            return say("wants {thing}{held}", thing=retell(stretch.wants), held=self._held_by(stretch))
        if stretch.state == "ready" and not self._takes_turns(stretch):
            return say("waits for the one worktop: {others} works", others=self._others_at_work(stretch))
        end, doing = self._turns(stretch)[-1].end, self._label(stretch) or say("busy")
        if stretch.state == "wait" and end == self.stay(stretch.order).left:
            return say("leaves {leaves}: {doing}", leaves=mmss_up(end), doing=doing)
        turns = (
            say(", in turns with {others}", others=self._others_at_work(stretch)) if self._takes_turns(stretch) else ""
        )
        return say("to {end}{turns}: {doing}", end=mmss_up(end), turns=turns, doing=doing)

    def _takes_turns(self, stretch: Stretch) -> bool:
        """It works, and shares the core with others, who interrupt it every few hundredths of a second."""
        return stretch.end - stretch.start < TURN and len(self._turns(stretch)) > 1

    def _turns(self, stretch: Stretch) -> list[Stretch]:
        """All stretches of the piece of work that `stretch` is part of, in order: itself, if it is none."""
        lane = self._lanes.workers.get(self.stay(stretch.order).worker, ())
        if stretch.state not in ("run", "ready"):
            return [stretch]
        piece = [one for one in lane if (one.order, one.line) == (stretch.order, stretch.line)]
        return [one for one in piece if one.state in ("run", "ready")] or [stretch]

    def _others_at_work(self, stretch: Stretch) -> str:
        """Who else has work for the core meanwhile."""
        own = self.stay(stretch.order).worker
        middle = (stretch.start + stretch.end) / 2
        others = ((name, _at(lane, middle)) for name, lane in self._lanes.workers.items() if name != own)
        names = [name for name, other in others if other is not None and other.state in ("run", "ready")]
        return listed(names) or say("somebody")

    def _held_by(self, stretch: Stretch) -> str:
        users = listed(self._counter.users(stretch.wants, stretch.start)) or stretch.why.partition(", held by ")[2]
        return f" ← {users}" if users else ""

    def _called(self, number: int) -> str:
        return f"#{number} {retell(self.stay(number).item)}"

    def line(self, worker: str, at: float) -> int:
        """The line of the program a worker's hands are on, 0 while they are free."""
        stretch = _at(self._lanes.workers[worker], at)
        return stretch.line if stretch is not None else 0

    def order_line(self, number: int, at: float) -> int:
        """The line of the program that an order's task stands on."""
        stretch = _at(self._lanes.orders[number], at)
        return stretch.line if stretch is not None else 0

    # ---- what is shared --------------------------------------------------------------------

    def things(self, at: float) -> tuple[ThingView, ...]:
        """Stations, till and stock at second `at`."""
        return self._counter.at(at)

    @cached_property
    def _counter(self) -> Counter:
        return Counter(self.shop, self.outcome.trace)

    # ---- what was worth telling ------------------------------------------------------------

    @property
    def log(self) -> tuple[LogLine, ...]:
        """Oldest first; of one moment, what ended, who came in, what was decided.

        Kept until another language is spoken.
        """
        if self._log[0] != spoken():
            told = sorted((*self._ended(), *self._come(), *self._given()), key=lambda told: told.at)
            self._log = spoken(), tuple(told)
        return self._log[1]

    def _ended(self) -> Iterator[LogLine]:
        for stay in self.stays:
            name = self._called(stay.number)
            if stay.served is not None:
                yield LogLine(
                    stay.served,
                    say("{name} is out, after {seconds:g} s", name=name, seconds=stay.served - stay.arrives),
                )
            if stay.sold_out is not None:
                yield LogLine(stay.sold_out, say("{name}: sold out, said kindly", name=name))
            if stay.left is not None:
                left = (
                    say("{name} left incomplete: nobody waited for the rest", name=name)
                    if stay.is_incomplete
                    else say("{name}: the customer left", name=name)
                )
                yield LogLine(stay.left, left, is_loss=True)

    def _come(self) -> Iterator[LogLine]:
        for at in dict.fromkeys(stay.arrives for stay in self.stays):
            yield LogLine(
                at, say("{orders} came in", orders=counted([stay.item for stay in self.stays if stay.arrives == at]))
            )

    def _given(self) -> Iterator[LogLine]:
        for stay in sorted(self.stays, key=lambda stay: self._handed_place.get(stay.number, 0)):
            if stay.handed is not None:
                yield LogLine(
                    stay.handed, say("{order} to {worker}", order=self._called(stay.number), worker=stay.worker)
                )


def _at(stretches: tuple[Stretch, ...] | list[Stretch], at: float) -> Stretch | None:
    """The stretch that covers the moment; at a border, the later one."""
    return next((stretch for stretch in reversed(stretches) if stretch.start <= at < stretch.end), None)


def steps_by_line(shop: Shop, written: Written) -> dict[int, Step]:
    """Line of the program → the step of a recipe that it stands for."""
    steps = {(item.name, step.id): step for item in shop.items for step in item.steps}
    known = {line: steps[where] for line, where in written.lines.items() if where in steps}
    rings = [step for step in steps.values() if step.do == "ring"]
    return known | ({written.count_line: rings[0]} if rings and written.count_line else {})  # where a sale is counted


def play_day(shop: Shop, plan: Plan, title: str, cores: int | None = None) -> Played:
    """Run the day that `plan` makes of `shop`, whole; on other cores than the shop's own, if so many are said."""
    with Day(shop, plan, title, cores=cores) as day:
        day.execution.run()
        # drawn before it is closed: whoever is stuck for ever has no event of their own to say so
        return Played(shop, day.written, day.outcome(), timeline(day.execution))
