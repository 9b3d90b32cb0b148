"""Who did what when: the stretches of every thread and every task, from the events of a trace.

An event is recorded when an operation takes effect, so the time between it and the actor's event before went into that
operation: sleeping, working, waiting for a lock. States are those a screen draws:

    run     computing, with a core
    hold    a blocking call inside a coroutine: the task, and its whole loop, stand
    wait    time passes by itself (a sleep; a task that awaits)
    ready   could go on, but has no core, or its loop's hands are full
    stuck   wants what another holds; `why` names it and the holder, and changes when the holder does; or it waits for
            whatever it may be, and nothing can move any more
    idle    waits for work: a queue, an event, a thread's end; nobody in particular holds it up

What takes no time leaves no stretch. A lane's stretches are in order and do not overlap. Between the moment at which a
task's wait was over (its sleep was due, the lock was free, the event was set) and the moment at which it went on, it
was ready.

An execution (not yet closed) tells more than its trace: what everybody is in the middle of, drawn as far as time has
passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from cafe_sim.engine.holdings import TAKES, Holdings
from cafe_sim.engine.kernel.actor import Actor
from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.trace import Detail, Event, Site, Trace

LaneState = Literal["run", "hold", "wait", "ready", "stuck", "idle"]

WAITS_FOR = {
    "get": "waits for something to come into the queue {}",
    "put": "waits for room in the queue {}",
    "join": "waits for {} to end",
    "await-set": "waits for {}",
    "await-done": "waits until {} is done",
    "notified": "waits to be notified by {}",
    "pass": "waits for the others at {}",
    "result": "waits for the result of {}",
}
_POKES = frozenset({"set", "put", "get", "notify", "task-done", "resolve", "try-put", "try-get", "arrive", "hand-in"})


@dataclass(frozen=True, slots=True)
class Stretch:
    """One state, from `start_ns` to `end_ns` of virtual time."""

    start_ns: int
    end_ns: int
    state: LaneState
    site: Site
    """The program's line it stood on."""
    target: str
    """Name of the thing it was about, "" for none."""
    why: str
    """For stuck and idle: "wants till_lock, held by Bo"."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One thread or task."""

    serial: int
    name: str
    actor: int
    """The thread's serial; of a task, that of the thread whose loop it is in."""
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """All lanes, by serial."""

    actors: tuple[Lane, ...]
    tasks: tuple[Lane, ...]
    end_ns: int


def timeline(what: Execution | Trace) -> Timeline:
    """The stretches of everybody, up to now."""
    trace = what.trace() if isinstance(what, Execution) else what
    drawing = _Drawing(trace)
    for event in trace.events:
        drawing.event(event)
    if isinstance(what, Execution):
        for actor in what.pending():
            drawing.in_the_middle(actor, what.where(actor))
    return drawing.finish(for_ever=isinstance(what, Execution) and what.state == "stuck")


@dataclass(slots=True)
class _Row:
    """A lane while it is drawn."""

    serial: int
    at: int
    """Drawn up to here."""
    actor: int = 0
    stretches: list[Stretch] = field(default_factory=list)
    awaits: tuple[str, int, int, int] | None = None
    """Of a task: (kind of its wait, until or the awaited task, target, site) since `at`."""
    waits: bool = False
    """Of an actor: its last stretch is what it is in the middle of."""

    def add(self, end: int, state: LaneState, site: Site, target: str = "", why: str = "") -> None:
        """The next stretch, up to `end`; one that only goes on is lengthened."""
        start = self.at
        if end <= start:
            return
        self.at = end
        if self.stretches:
            before = self.stretches[-1]
            if (before.end_ns, before.state, before.site, before.why) == (start, state, site, why):
                self.stretches[-1] = Stretch(before.start_ns, end, state, site, target, why)
                return
        self.stretches.append(Stretch(start, end, state, site, target, why))

    def stand(self) -> None:
        """What it waits for never comes."""
        if self.stretches and self.stretches[-1].end_ns == self.at and self.stretches[-1].state in ("idle", "wait"):
            self.stretches[-1] = replace(self.stretches[-1], state="stuck")


class _Drawing:
    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._actors: dict[int, _Row] = {}
        self._tasks: dict[int, _Row] = {}
        self._held = Holdings()
        self._poked: dict[int, int] = {}
        """By thing: when it last changed so that somebody might go on."""
        self._ended: dict[int, int] = {}
        """By task: when it ended."""
        self._busy: dict[int, int] = {}
        """By loop's actor: tasks that have not ended."""

    # ---- events ----------------------------------------------------------------------------

    def event(self, event: Event) -> None:
        """One more. Notes are told after the fact, and say nothing here."""
        if event.op == "note":
            return
        row = self._actors.get(event.actor)
        if row is None:
            row = self._actors[event.actor] = _Row(event.actor, event.time)
        task = self._tasks.get(event.task) if event.task else None
        self._fill(row, task, event.time, event.op, event.target, event.detail, self._trace.sites[event.site])
        self._remember(event)
        if event.op == "task" and isinstance(event.detail, tuple) and isinstance(event.detail[0], int):
            self._new_task(event, event.detail[0])
        if task is not None:
            self._task_event(task, event)

    def _new_task(self, event: Event, serial: int) -> None:
        self._tasks[serial] = _Row(serial, event.time, event.actor)
        self._busy[event.actor] = self._busy.get(event.actor, 0) + 1

    def _task_event(self, task: _Row, event: Event) -> None:
        detail = event.detail
        if event.op == "task-wait" and isinstance(detail, tuple):
            more = detail[1] if len(detail) > 1 and isinstance(detail[1], int) else 0
            task.awaits = (str(detail[0]), more, event.target, event.site)
        elif event.op == "task-end":
            task.awaits = None
            self._ended[task.serial] = event.time
            self._busy[event.actor] -= 1

    def _remember(self, event: Event) -> None:
        self._held.event(event.time, event, self._trace.who(event))
        if event.op in _POKES:
            self._poked[event.target] = event.time

    # ---- stretches -------------------------------------------------------------------------

    def _fill(self, row: _Row, task: _Row | None, time: int, op: str, target: int, detail: Detail, site: Site) -> None:
        """Draw what an operation took, from where the lanes end up to `time`."""
        began = time
        rows = [row]
        if task is not None:
            # its loop may have let time pass before the task's turn came; then the task knows better when that was
            began = max(row.at, task.at) if task.awaits is None and task.stretches else row.at
            if op == "work" and isinstance(detail, int):
                began = time - detail
            elif op not in ("sleep", "core") and op not in WAITS_FOR and op not in TAKES:
                began = time
            if began > task.at or op in ("task-wait", "task-step", "task-end"):
                self._close(task, began)
            if began > row.at:
                self._let_pass(row, began, site)
            rows.append(task)
        for each in rows:
            each.at = max(each.at, began) if each is task else each.at
            self._draw(each, task is not None, time, op, target, detail, site)

    def _draw(self, row: _Row, in_task: bool, time: int, op: str, target: int, detail: Detail, site: Site) -> None:
        name = self._trace.objects[target].name
        if op == "sleep":
            until = detail if isinstance(detail, int) else time
            row.add(min(until, time), "hold" if in_task else "wait", site)
            if until < time:
                row.add(time, "ready", site)
        elif op == "work":
            worked = detail if isinstance(detail, int) else time - row.at
            if time - worked > row.at:
                row.add(time - worked, "ready", site, "core", "waits for a core")
            row.add(time, "run", site)
        elif op == "core":
            row.add(time, "ready", site, "core", "waits for a core")
        elif op in TAKES or (op == "timeout" and target in self._held):
            self._wanting(row, time, target, site)
        elif op in WAITS_FOR or op == "timeout":
            row.add(time, "idle", site, name, WAITS_FOR.get(op, "waits for {}").format(name))
        elif time > row.at:
            self._let_pass(row, time, site)

    def _let_pass(self, row: _Row, time: int, site: Site) -> None:
        """A loop with nothing to do: its tasks wait, or it has none."""
        row.add(time, "wait" if self._busy.get(row.serial) else "idle", site)

    def _wanting(self, row: _Row, time: int, target: int, site: Site) -> None:
        name = self._trace.objects[target].name
        for until, state, why in self._held.wanted(target, name, row.at, time):
            row.add(until, state, site, name, why)

    def _close(self, task: _Row, time: int) -> None:
        """A task does something at `time`: what it did since it was last seen is over."""
        if task.awaits is None:
            # just made, or gone round its loop without a recorded wait: it had not the loop's hands
            task.add(time, "ready", self._trace.sites[0])
            return
        (kind, more, target, at), task.awaits = task.awaits, None
        site = self._trace.sites[at]
        name = self._trace.objects[target].name
        if kind == "sleep":
            due = more
        elif kind == "task":
            due = self._ended.get(more, time)
        elif target in self._held:
            self._wanting(task, time, target, site)
            return
        else:
            due = self._poked.get(target, time)
        due = min(due if due >= task.at else time, time)
        if target:
            task.add(due, "idle", site, name, f"waits for {name}")
        else:
            task.add(due, "wait", site)
        if due < time:
            task.add(time, "ready", site)

    # ---- the end ---------------------------------------------------------------------------

    def in_the_middle(self, actor: Actor, site: Site) -> None:
        """An actor is parked: draw what it is doing, up to now."""
        row = self._actors.get(actor.serial)
        now = self._trace.end
        if row is None or actor.op == "begin":
            return
        target = actor.target.serial if actor.target is not None else 0
        task = self._tasks.get(actor.task) if actor.task else None
        op = actor.op
        if op == "exit":
            return
        detail: Detail = None
        if op == "sleep":
            detail = actor.ready
        elif op == "work":
            detail = now - row.at
        before = row.at
        self._fill(row, task, now, op, target, detail, site)
        row.waits = row.at > before

    def finish(self, *, for_ever: bool) -> Timeline:
        """All lanes; `for_ever`: whoever waits now is stuck."""
        end = self._trace.end
        unfinished = [task for task in self._tasks.values() if task.awaits is not None]
        for task in unfinished:
            self._close(task, end)
        if for_ever:
            for row in (*unfinished, *(row for row in self._actors.values() if row.waits)):
                row.stand()
        actors = [actor.name for actor in self._trace.actors]
        return Timeline(_lanes(self._actors, actors), _lanes(self._tasks, self._trace.tasks), end)


def _lanes(rows: dict[int, _Row], names: Sequence[str]) -> tuple[Lane, ...]:
    return tuple(
        Lane(row.serial, names[row.serial], row.actor or row.serial, tuple(row.stretches))
        for row in sorted(rows.values(), key=lambda row: row.serial)
    )
