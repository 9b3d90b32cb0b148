"""What decided when each operation took effect, the chain of that which decided the end, and who let whom go on.

**The critical path** is found backwards (Yang, Miller 1988): from the last operation to take effect, step by step to
the one that decided its moment, down to the beginning. An operation's moment is decided by

- whoever ended its wait, where that happened at this very moment: the release for a lock's taking, the exit for a join,
  the "put" for a "get", the "set" for a wait, the start for a thread's beginning, a task's end for those who await it;
- whoever last had the core, or the hands of its loop, where the time before went by in waiting for them;
- else the operation that the same thread or task did before: it went on by itself, slept, worked, or waited until time
  was up.

So the path's legs lie end to end from 0 to the end, each on the lane of one thread or task, and what is not on the path
could have been a little later without the end being later. It is *this* run's path: under another schedule it may be
another. Where several operations decided one moment together, the lane's own goes before others: a path changes lanes
only where it must.

*Hops* are hand-overs: the places where a wait was ended by another's operation.

Virtual times in integer nanoseconds. Notes are told after the fact and decide nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cafe_sim.engine.kernel.operations import OPERATIONS
from cafe_sim.engine.kernel.trace import Event, Trace

Who = tuple[int, int]
"""(actor, task); task 0: the thread itself."""

_HANDS_OVER = frozenset(op for op, row in OPERATIONS.items() if row.edge in ("release", "both", "start"))
_TAKES_OVER = frozenset(op for op, row in OPERATIONS.items() if row.edge in ("acquire", "both"))


@dataclass(frozen=True, slots=True)
class Leg:
    """A piece of the critical path, on one lane."""

    actor: int
    task: int
    start_ns: int
    end_ns: int


@dataclass(frozen=True, slots=True)
class Hop:
    """An operation that let another one go on. Indices into `Trace.events`."""

    giver: int
    taker: int
    thing: int
    """Serial of the object that it was about."""


@dataclass(frozen=True, slots=True)
class Causes:
    """Of one trace."""

    path: tuple[Leg, ...]
    """In order of time; empty for a trace in which no time passed."""
    hops: tuple[Hop, ...]


def causes(trace: Trace) -> Causes:
    """What decided when everything happened."""
    reader = _Reader(trace)
    for index, event in enumerate(trace.events):
        if event.op != "note":
            reader.event(index, event)
    return Causes(tuple(reader.path()), tuple(reader.hops))


class _Reader:
    """Walks a trace once, forwards, finding for each operation the one that decided its moment."""

    def __init__(self, trace: Trace) -> None:
        self._events: Sequence[Event] = trace.events
        self._decided_by: dict[int, int | None] = {}
        self.hops: list[Hop] = []
        self._of_actor: dict[int, int] = {}
        """Actor → its last operation."""
        self._of_task: dict[int, int] = {}
        """Task → its last operation; its making, before it has done anything."""
        self._gave: dict[int, int] = {}
        """Thing → the last operation that handed it over."""
        self._ended: dict[int, int] = {}
        """Task → its end."""
        self._worked: dict[int, int] = {}
        """Moment → the last piece of work that ended then."""

    def event(self, index: int, event: Event) -> None:
        """One more."""
        self._decided_by[index] = self._of_a_task(index, event) if event.task else self._of_a_thread(index, event)
        self._of_actor[event.actor] = index
        detail = event.detail
        if event.task:
            self._of_task[event.task] = index
        if event.op == "task" and isinstance(detail, tuple) and isinstance(detail[0], int):
            self._of_task[detail[0]] = index
        elif event.op == "task-end":
            self._ended[event.task] = index
        elif event.op == "work":
            self._worked[event.time] = index
        if event.op in _HANDS_OVER and detail is not False:
            self._gave[event.target] = index

    # ---- whose doing it was ----------------------------------------------------------------

    def _of_a_thread(self, index: int, event: Event) -> int | None:
        before = self._of_actor.get(event.actor)
        since = -1 if before is None else self._events[before].time
        if event.op in ("work", "core"):
            return self._from_the_core(event, before, since)
        # a loop that was idle was woken, however short its sleep
        if event.op in _TAKES_OVER and (since < event.time or event.op == "idle"):
            return self._given(index, self._gave.get(event.target), event, before)
        return before

    def _from_the_core(self, event: Event, before: int | None, since: int) -> int | None:
        """Work that began later than it could have waited for whoever worked until then."""
        worked = event.detail if event.op == "work" and isinstance(event.detail, int) else 0
        began = event.time - worked
        other = self._worked.get(began)
        if since < began and other is not None and self._events[other].actor != event.actor:
            return other
        return before

    def _of_a_task(self, index: int, event: Event) -> int | None:
        before = self._of_task.get(event.task)
        hands = self._of_actor.get(event.actor)
        if event.op in ("work", "core") and hands is not None:
            return self._from_the_core(event, hands, self._events[hands].time)
        if before is None or before == hands:
            return hands
        wait = self._events[before]
        if wait.op != "task-wait" or wait.task != event.task or not isinstance(wait.detail, tuple):
            return hands  # it was made, or let others go first, and then had to wait for the loop's hands
        kind, *more = wait.detail
        until = more[0] if more and isinstance(more[0], int) else 0
        if kind == "sleep":
            return before if until >= event.time else hands
        giver = self._ended.get(until) if kind == "task" else self._gave.get(wait.target) if wait.target else None
        return self._given(index, giver, event, hands)

    def _given(self, index: int, giver: int | None, event: Event, otherwise: int | None) -> int | None:
        """`giver`, if it came from another lane and at this very moment."""
        if giver is None or self._who(giver) == (event.actor, event.task):
            return otherwise
        self.hops.append(Hop(giver, index, self._events[giver].target or event.target))
        return giver if self._events[giver].time == event.time else otherwise

    def _who(self, index: int) -> Who:
        event = self._events[index]
        return event.actor, event.task

    # ---- the path --------------------------------------------------------------------------

    def path(self) -> Iterator[Leg]:
        """From 0 to the end, neighbours on one lane made one."""
        last = max(self._decided_by, key=lambda index: (self._events[index].time, index), default=None)
        legs = list(self._backwards(last))
        legs.reverse()
        merged: list[Leg] = []
        for leg in legs:
            if merged and (merged[-1].actor, merged[-1].task) == (leg.actor, leg.task):
                leg = Leg(leg.actor, leg.task, merged.pop().start_ns, leg.end_ns)
            merged.append(leg)
        yield from merged

    def _backwards(self, index: int | None) -> Iterator[Leg]:
        while index is not None:
            event = self._events[index]
            before = self._decided_by[index]
            start = 0 if before is None else self._events[before].time
            if start < event.time:
                yield Leg(event.actor, event.task, start, event.time)
            index = before
