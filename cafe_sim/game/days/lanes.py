"""A day's timeline in café words: a lane for every worker, and one for every order.

The engine's timeline tells threads and tasks apart and knows why each of them stands. The café adds what it alone
knows: which order a stretch belongs to (a barista makes a task for each, the others take one after the other), that
somebody who sleeps has bound hands (*hold*) unless the recipe says that nobody has to watch (*wait*), and that whoever
waits in the middle of an order is *stuck*, while at the rail they are *idle*. A barista's hands are her tasks' hands;
between them she is *waiting* if she has orders in hand.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from cafe_sim.cafe.ledger import Entry, cafe_seconds
from cafe_sim.cafe.model import Shop, Step
from cafe_sim.engine import timeline
from cafe_sim.engine.kernel.trace import Trace
from cafe_sim.game.views import LaneState

DONE: Final = frozenset({"serve", "sold out", "in vain", "incomplete"})
"""Notes with which a clerk or baker puts an order down: what they wait for after that is no order's."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a lane. Seconds of café time."""

    start: float
    end: float
    state: LaneState
    order: int = 0
    line: int = 0
    """Of the program."""
    wants: str = ""
    """What a stuck one wants, by name."""
    why: str = ""
    """Of a stuck one: "wants till_lock, held by Bo", "waits for bell"."""


class Reader:
    """Reads one day."""

    def __init__(
        self, trace: Trace, drawn: timeline.Timeline, shop: Shop, steps: dict[int, Step], ledger: Iterable[Entry]
    ) -> None:
        self._end = cafe_seconds(trace.end)
        self._steps = steps
        self._ledger = {entry.number: entry for entry in ledger}
        self._baristas = {worker.name for worker in shop.staff if worker.role == "barista"}
        self.workers: dict[str, list[Stretch]] = {worker.name: [] for worker in shop.staff}
        self.orders: dict[int, list[Stretch]] = {number: [] for number in self._ledger}
        for lane in drawn.actors:
            if lane.name in self.workers and lane.name not in self._baristas:
                self._read_thread(lane, _begun(trace, lane.serial))
        numbers = orders_of_tasks(trace)
        for lane in drawn.tasks:
            name = trace.actors[lane.actor].name
            if name in self._baristas and lane.serial in numbers:
                self._read_task(lane, name, numbers[lane.serial])
            elif name in self._baristas:
                self._read_own_task(lane, name, _begun(trace, lane.actor), frozenset(numbers.values()))
        self._finish()

    def _read_thread(self, lane: timeline.Lane, begun: list[tuple[int, int]]) -> None:
        """A clerk or baker: one order after the other. What is between them is no stretch."""
        for each in lane.stretches:
            state = "hold" if each.state == "wait" else each.state
            for start, end, order in _pieces(each, begun):
                if not (order or state == "stuck"):
                    continue
                stretch = self._stretch(each, start, end, state, order)
                self.workers[lane.name].append(stretch)
                if order:
                    self.orders[order].append(stretch)

    def _read_task(self, lane: timeline.Lane, barista: str, order: int) -> None:
        """An order's task."""
        for each in lane.stretches:
            self._read_piece(each, each.start_ns, each.end_ns, barista, order)

    def _read_own_task(
        self, lane: timeline.Lane, barista: str, begun: list[tuple[int, int]], tasked: frozenset[int]
    ) -> None:
        """A barista's own: a recipe's steps in it are of the order begun last, which she awaits herself, having made no
        task of it.
        """
        for each in lane.stretches:
            for start, end, order in _pieces(each, begun):
                awaited = each.site.line in self._steps and order not in tasked
                self._read_piece(each, start, end, barista, order if awaited else 0)

    def _read_piece(self, each: timeline.Stretch, start: int, end: int, barista: str, order: int) -> None:
        stretch = self._stretch(each, start, end, each.state, order)
        if each.state in ("hold", "run") or (each.state == "ready" and each.target == "core"):
            self.workers[barista].append(stretch)
        if order:
            self.orders[order].append(stretch)

    def _stretch(self, each: timeline.Stretch, start: int, end: int, state: timeline.LaneState, order: int) -> Stretch:
        step = self._steps.get(each.site.line)
        if state == "hold" and step is not None and step.do == "wait":
            state = "wait"
        elif state == "idle":
            state = "stuck"
        wants, why = (each.target, each.why) if state == "stuck" else ("", "")
        return Stretch(cafe_seconds(start), cafe_seconds(end), state, order, each.site.line, wants, why)

    def _finish(self) -> None:
        for number, entry in self._ledger.items():
            self.orders[number] = list(self._order_lane(entry))
        for name, stretches in self.workers.items():
            rest: LaneState = "wait" if name in self._baristas else "idle"
            busy = [
                (e.handed, _over(e, self._end))
                for e in self._ledger.values()
                if e.worker == name and e.handed is not None
            ]
            self.workers[name] = list(_filled(_merged(stretches), busy, rest, self._end))

    def _order_lane(self, entry: Entry) -> Iterator[Stretch]:
        """From the hand-over to the end, gaps drawn as *ready*: in hand, and no hands for it yet."""
        if entry.handed is None:
            return
        at, end = entry.handed, _over(entry, self._end)
        for stretch in _merged(self.orders[entry.number]):
            if stretch.start >= end:
                break
            if stretch.start > at:
                yield Stretch(at, stretch.start, "ready", entry.number)
            yield replace(stretch, end=min(stretch.end, end))
            at = stretch.end
        if at < end:
            yield Stretch(at, end, "ready", entry.number)


def _over(entry: Entry, end: float) -> float:
    ends = [at for at in (entry.served, entry.left) if at is not None]
    return min(ends) if ends else end


def _pieces(each: timeline.Stretch, begun: list[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """(start, end, order in hand, or 0) of a stretch, cut where another order was begun."""
    cuts = [each.start_ns, *(at for at, _ in begun if each.start_ns < at < each.end_ns), each.end_ns]
    for start, end in pairwise(cuts):
        place = bisect_right(begun, start, key=lambda change: change[0])
        yield start, end, begun[place - 1][1] if place else 0


def _begun(trace: Trace, actor: int) -> list[tuple[int, int]]:
    """(moment, the order that a worker has in hand from then on, 0 at the rail)."""
    begun = []
    for event in trace.events:
        if event.actor != actor:
            continue
        note = event.detail if event.op == "note" and isinstance(event.detail, tuple) else ("",)
        if note[0] == "begin":
            assert isinstance(note[1], int)
            begun.append((event.time, note[1]))
        elif note[0] in DONE or (event.op == "await-set" and trace.objects[event.target].kind == "rail"):
            begun.append((event.time, 0))
    return begun


def orders_of_tasks(trace: Trace) -> dict[int, int]:
    """Task serial → order number: a barista makes one task for each ticket, in the order in which she begins them.

    Where she takes the tickets, that is: what an order's task makes in its turn, gathering steps, is none.
    """
    takes: dict[int, int] = {}
    made: dict[int, list[int]] = {}
    begun: dict[int, list[int]] = {}
    for event in trace.events:
        if not isinstance(event.detail, tuple):
            continue
        if event.op == "task" and event.task and isinstance(event.detail[0], int):
            if takes.setdefault(event.actor, event.task) == event.task:
                made.setdefault(event.actor, []).append(event.detail[0])
        elif event.op == "note" and event.detail[0] == "begin" and isinstance(event.detail[1], int):
            begun.setdefault(event.actor, []).append(event.detail[1])
    return {task: number for actor in made for task, number in zip(made[actor], begun.get(actor, ()), strict=False)}


def _merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """In order, neighbours that say the same made one; what took no café time is none."""
    merged: list[Stretch] = []
    for stretch in sorted((s for s in stretches if s.end > s.start), key=lambda s: s.start):
        last = merged[-1] if merged else None
        if (
            last is not None
            and last.end == stretch.start
            and replace(last, end=stretch.end) == replace(stretch, start=last.start)
        ):
            merged[-1] = replace(last, end=stretch.end)
        else:
            merged.append(stretch)
    return merged


def _filled(
    stretches: list[Stretch], busy: list[tuple[float, float]], rest: LaneState, end: float
) -> Iterator[Stretch]:
    """The whole day without gaps: `rest` while orders are in hand, idle otherwise."""
    at = 0.0
    for stretch in [*stretches, Stretch(end, end, "idle")]:
        cuts = sorted({at, stretch.start, *(cut for pair in busy for cut in pair if at < cut < stretch.start)})
        for start, stop in pairwise(cuts):
            in_hand = any(handed <= start < over for handed, over in busy)
            yield Stretch(start, stop, rest if in_hand else "idle")
        if stretch.end > stretch.start:
            yield stretch
        at = max(at, stretch.end)
