"""A day's trace → who did what when: a lane for every worker, and one for every order.

How a stretch is read off. An actor's clock moves only in its own operations, and an event carries the moment
its operation took effect. So the time between two events of an actor belongs to the later one: to a `sleep` (the worker
stands: *hold*, or *wait* where the recipe says that nobody has to watch), to `work` (*run*), to a `core` (*ready*: wants
the one worktop), to a lock, a station or a join (*stuck*), to the rail (*idle*).
A barista's loop stands only in blocking operations; between them she is *waiting* if she has orders in hand. Her orders
are tasks: from `task-wait` to the moment asked for they *wait*, and from there to their `task-step` they are *ready*: they
could go on, but have no hands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from cafe_sim.cafe.ledger import Entry
from cafe_sim.cafe.model import Shop, Step
from cafe_sim.engine.kernel.trace import SECOND, Event, Trace
from cafe_sim.game.views import LaneState

HELD: Final[dict[str, LaneState]] = {"sleep": "hold", "work": "run", "core": "ready"}
"""Operations in which a worker's hands (or an order's) are bound."""
STUCK: Final = frozenset({"acquire", "down", "join", "await-notify", "put", "get", "await-barrier"})


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


Lanes = dict[str, tuple[Stretch, ...]]


class Reader:
    """Reads one trace, event by event."""

    def __init__(self, trace: Trace, shop: Shop, steps: dict[int, Step], ledger: Iterable[Entry]) -> None:
        self._trace = trace
        self._steps = steps
        self._ledger = {entry.number: entry for entry in ledger}
        self._baristas = {worker.name for worker in shop.staff if worker.role == "barista"}
        self._names = {serial: actor.name for serial, actor in enumerate(trace.actors)}
        self._staff = {worker.name for worker in shop.staff}
        self._clock: dict[int, float] = {}
        self._order_of: dict[str, int] = {}
        """Clerk or baker → the order they began last."""
        self._tasks = _orders_of_tasks(trace, self._names, self._baristas)
        self._waits: dict[int, tuple[float, float, int, str]] = {}
        """Task → since when, until when, line, what for."""
        self.workers: dict[str, list[Stretch]] = {worker.name: [] for worker in shop.staff}
        self.orders: dict[int, list[Stretch]] = {number: [] for number in self._ledger}
        for event in trace.events:
            self._read(event)
        self._finish()

    def _read(self, event: Event) -> None:
        name = self._names[event.actor]
        if name not in self._staff:
            return
        now = event.time / SECOND
        since = self._clock.get(event.actor, 0.0)
        self._clock[event.actor] = now
        if now > since:
            self._span(name, event, since, now)
        if event.op == "note" and isinstance(event.detail, tuple) and event.detail[0] == "begin":
            self._begin(name, event.detail[1])
        elif event.op == "await-set":
            self._order_of[name] = 0  # back at the rail
        elif event.op == "task-wait":
            self._wait(event, now)
        elif event.op in ("task-step", "task-end"):
            self._go_on(event, now)

    def _begin(self, name: str, number: object) -> None:
        assert isinstance(number, int)
        if name not in self._baristas:
            self._order_of[name] = number

    def _span(self, name: str, event: Event, since: float, now: float) -> None:
        """The actor's clock has moved in this event's operation."""
        barista = name in self._baristas
        order = self._tasks.get(event.task, 0) if barista else self._order_of.get(name, 0)
        line = self._line(event)
        step = self._steps.get(line)
        state = HELD.get(event.op)
        wants = ""
        if state == "hold" and step is not None and step.do == "wait":
            state = "wait"
        if state is None and event.op in STUCK and not barista:
            state, wants = "stuck", self._trace.objects[event.target].name
        if state is None or (not barista and not order):
            return
        stretch = Stretch(since, now, state, order, line, wants)
        self.workers[name].append(stretch)
        if order:
            self.orders[order].append(stretch)

    def _wait(self, event: Event, now: float) -> None:
        detail = event.detail if isinstance(event.detail, tuple) else ()
        until = detail[1] / SECOND if detail[:1] == ("sleep",) and isinstance(detail[1], int) else -1.0
        wants = self._trace.objects[event.target].name if event.target else ""
        self._waits[event.task] = (now, until, self._line(event), wants)

    def _go_on(self, event: Event, now: float) -> None:
        number = self._tasks.get(event.task, 0)
        if event.task not in self._waits:
            return
        since, until, line, wants = self._waits.pop(event.task)
        if not number:
            return
        if until < 0:
            self._add(number, Stretch(since, now, "stuck", number, line, wants))
        else:
            self._add(number, Stretch(since, min(until, now), "wait", number, line))
            self._add(number, Stretch(until, now, "ready", number, line))

    def _add(self, number: int, stretch: Stretch) -> None:
        if stretch.end > stretch.start:
            self.orders[number].append(stretch)

    def _finish(self) -> None:
        end = self._trace.end / SECOND
        for number, entry in self._ledger.items():
            self.orders[number] = list(self._order_lane(entry))
        for name, stretches in self.workers.items():
            rest: LaneState = "wait" if name in self._baristas else "idle"
            busy = [
                (e.handed, _over(e, end)) for e in self._ledger.values() if e.worker == name and e.handed is not None
            ]
            self.workers[name] = list(_filled(_merged(stretches), busy, rest, end))

    def _order_lane(self, entry: Entry) -> Iterator[Stretch]:
        """From the hand-over to the end, gaps drawn as *ready*: in hand, and no hands for it yet."""
        if entry.handed is None:
            return
        at, end = entry.handed, _over(entry, self._trace.end / SECOND)
        for stretch in _merged(sorted(self.orders[entry.number], key=lambda s: s.start)):
            if stretch.start >= end:
                break
            if stretch.start > at:
                yield Stretch(at, stretch.start, "ready", entry.number)
            yield replace(stretch, end=min(stretch.end, end))
            at = stretch.end
        if at < end:
            yield Stretch(at, end, "ready", entry.number)

    def _line(self, event: Event) -> int:
        return self._trace.sites[event.site].line


def _over(entry: Entry, end: float) -> float:
    ends = [at for at in (entry.served, entry.left) if at is not None]
    return min(ends) if ends else end


def _orders_of_tasks(trace: Trace, names: dict[int, str], baristas: set[str]) -> dict[int, int]:
    """Task serial → order number: a barista makes one task for each ticket, in the order in which she begins them."""
    made: dict[str, list[int]] = {name: [] for name in baristas}
    begun: dict[str, list[int]] = {name: [] for name in baristas}
    for event in trace.events:
        name = names[event.actor]
        if name not in baristas or not isinstance(event.detail, tuple):
            continue
        if event.op == "task" and event.task and isinstance(event.detail[0], int):
            made[name].append(event.detail[0])
        elif event.op == "note" and event.detail[0] == "begin" and isinstance(event.detail[1], int):
            begun[name].append(event.detail[1])
    return {task: number for name in baristas for task, number in zip(made[name], begun[name], strict=False)}


def _merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Neighbours that say the same become one."""
    merged: list[Stretch] = []
    for stretch in stretches:
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
