"""Who did what over steps instead of time: for an execution whose *order* matters, not how long anything took.

Under the inspector many an execution goes wrong without a nanosecond passing, and of two things at one moment the clock
cannot say which came first. Here every operation takes one step, on the lane of whoever did it (*run*), and between two
operations of a lane stands what it was waiting for with the second one: the lock that another held (*stuck*), something
from a queue (*idle*), a sleep (*wait*; *hold* where it blocks a loop), or nothing but its turn (*ready*). States and
lanes are those of `engine.timeline`; its nanoseconds are steps here.

Notes are no operations and take no step. Where nobody can move any more, standing there is one step more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cafe_sim.engine.detect.deadlock import Stuck
from cafe_sim.engine.holdings import TAKES, Holdings
from cafe_sim.engine.kernel.trace import Event, Site, Trace
from cafe_sim.engine.timeline import WAITS_FOR, Lane, LaneState, Stretch, Timeline

_AWAITS: dict[str, tuple[LaneState, str]] = {
    "sleep": ("wait", ""),
    "lock": ("stuck", "wants {}"),
    "semaphore": ("stuck", "wants a place of {}"),
    "get": ("idle", WAITS_FOR["get"]),
    "put": ("idle", WAITS_FOR["put"]),
    "await-done": ("idle", WAITS_FOR["await-done"]),
    "event": ("idle", "waits for {}"),
    "condition": ("idle", "waits to be notified by {}"),
    "barrier": ("idle", "waits for the others at {}"),
    "task": ("idle", "waits for another task"),
    "tasks": ("idle", "waits for other tasks"),
    "thread": ("idle", "waits for work in a thread"),
}
"""By the kind of a task's wait."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Lanes over steps."""

    lanes: Timeline
    events: tuple[int, ...]
    """By step: which event of the trace it is."""


@dataclass(slots=True)
class _Row:
    serial: int
    actor: int
    at: int
    """Drawn up to this step."""
    stretches: list[Stretch] = field(default_factory=list)
    wait: Event | None = None
    """Of a task: the wait it is in."""

    def add(self, end: int, state: LaneState, site: Site, target: str = "", why: str = "") -> None:
        if end > self.at:
            self.stretches.append(Stretch(self.at, end, state, site, target, why))
            self.at = end


def steps(trace: Trace, stuck: Sequence[Stuck] = ()) -> Steps:
    """Everybody's steps; `stuck` are those who could not move any more at the end."""
    numbers = [index for index, event in enumerate(trace.events) if event.op != "note"]
    drawing = _Drawing(trace)
    for step, index in enumerate(numbers):
        drawing.event(step, trace.events[index])
    return Steps(drawing.finish(len(numbers) + bool(stuck), stuck), tuple(numbers))


class _Drawing:
    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._actors: dict[int, _Row] = {}
        self._tasks: dict[int, _Row] = {}
        self._held = Holdings()
        self._busy: dict[int, int] = {}
        """By loop's actor: tasks that have not ended."""

    def event(self, step: int, event: Event) -> None:
        """One more."""
        row = self._actors.setdefault(event.actor, _Row(event.actor, event.actor, step))
        self._draw(row, step, event)
        if event.task:
            self._draw(self._tasks.setdefault(event.task, _Row(event.task, event.actor, step)), step, event)
            self._tasks[event.task].wait = event if event.op == "task-wait" else None
        if event.op == "task" and isinstance(event.detail, tuple) and isinstance(event.detail[0], int):
            self._tasks[event.detail[0]] = _Row(event.detail[0], event.actor, step + 1)
            self._busy[event.actor] = self._busy.get(event.actor, 0) + 1
        elif event.op == "task-end" and event.task:
            self._busy[event.actor] = self._busy.get(event.actor, 1) - 1
        self._held.event(step, event, self._trace.who(event))

    def _draw(self, row: _Row, step: int, event: Event) -> None:
        """What the lane waited for up to `step`, and the step."""
        site = self._trace.sites[event.site]
        name = self._trace.objects[event.target].name
        if row.wait is not None:
            self._awaited(row, row.wait, step)
        elif event.op in TAKES or (event.op == "timeout" and event.target in self._held):
            for until, state, why in self._held.wanted(event.target, name, row.at, step):
                row.add(until, state, site, name, why)
        elif event.op == "idle":  # of a loop: its tasks wait, or it has none
            busy = self._busy.get(event.actor)
            row.add(step, "wait" if busy else "idle", site, name, "" if busy else "has nothing to do")
        elif event.op in WAITS_FOR or event.op == "timeout":
            row.add(step, "idle", site, name, WAITS_FOR.get(event.op, "waits for {}").format(name))
        else:
            # a blocking call: in a coroutine its task, and the whole loop, stand
            asleep: LaneState = "hold" if event.task else "wait"
            row.add(step, asleep if event.op == "sleep" else "ready", site)
        row.add(step + 1, "run", site, name)

    def _awaited(self, row: _Row, wait: Event, step: int) -> None:
        kind = str(wait.detail[0]) if isinstance(wait.detail, tuple) and wait.detail else ""
        state, why = _AWAITS.get(kind, ("idle", "waits"))
        name = self._trace.objects[wait.target].name if wait.target else ""
        row.add(step, state, self._trace.sites[wait.site], name, why.format(name or "something"))

    def finish(self, end: int, stuck: Sequence[Stuck]) -> Timeline:
        """All lanes; whoever stands for ever, up to the end."""
        for each in stuck:
            kind, serial = each.key
            row = (self._tasks if kind == "task" else self._actors).get(serial)
            if row is not None:
                why = ", ".join(filter(None, (each.wants(), each.held_by)))
                row.add(end, "stuck", each.site, each.thing, why)
        actors, tasks = self._trace.actors, self._trace.tasks
        return Timeline(
            tuple(
                Lane(r.serial, actors[r.serial].name, r.serial, tuple(r.stretches))
                for _, r in sorted(self._actors.items())
            ),
            tuple(Lane(r.serial, tasks[r.serial], r.actor, tuple(r.stretches)) for _, r in sorted(self._tasks.items())),
            end,
        )
