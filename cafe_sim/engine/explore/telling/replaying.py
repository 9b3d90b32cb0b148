"""A schedule executed again: the same trace, or the first difference, never silently another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from cafe_sim.engine.detect import Fault, Note
from cafe_sim.engine.detect.deadlock import Stuck, everyone_stuck
from cafe_sim.engine.explore.telling.astray import misfit_of
from cafe_sim.engine.explore.walks.given import Given
from cafe_sim.engine.explore.walks.schedule import Deviation, Schedule
from cafe_sim.engine.explore.walks.subject import Subject, as_subject
from cafe_sim.engine.explore.walks.visible import Visible
from cafe_sim.engine.explore.walks.walking import Walk
from cafe_sim.engine.kernel.execution import Execution, State
from cafe_sim.engine.kernel.trace import Trace
from cafe_sim.engine.program import Program


@dataclass(frozen=True, slots=True)
class Replay:
    """What an execution along a schedule came to."""

    state: State
    trace: Trace = field(repr=False)
    digest: str
    faults: tuple[Fault, ...]
    notes: tuple[Note, ...]
    output: tuple[tuple[int, int, str], ...]
    """(virtual nanoseconds, actor, text) of everything printed."""
    deviations: tuple[Deviation, ...]
    """Those that could be taken."""
    preemptions: int
    stuck: tuple[Stuck, ...]
    """Those who could not move at the end, where nobody could."""
    same: bool
    """The trace is the one that the schedule was made from."""
    divergence: str
    """Where it is not: a sentence with the first difference that is known."""


def replay(subject: Subject | Program, schedule: Schedule, look: Callable[[Execution], None] | None = None) -> Replay:
    """Execute `subject` along `schedule`, once; `look` is shown the execution when it has run out, before it is closed.

    A schedule that was found for something else, or for an earlier text, raises nothing: the replay is not the `same`,
    and says where.
    """
    subject = as_subject(subject)
    given = Given(schedule.deviations)
    with Walk(subject, Visible(schedule.visible), given) as walk:
        walk.run()
        if look is not None:
            look(walk.execution)
        return _replay(subject, schedule, walk, given)


def _replay(subject: Subject, schedule: Schedule, walk: Walk, given: Given) -> Replay:
    execution = walk.execution
    faults, notes = subject.judge(execution)
    trace = execution.trace()
    digest = trace.digest()
    same = digest.startswith(schedule.trace)  # a schedule code keeps the beginning of it
    return Replay(
        state=execution.state,
        trace=trace,
        digest=digest,
        faults=tuple([fault.told() for fault in faults]),
        notes=tuple(notes),
        output=tuple(execution.output),
        deviations=tuple(walk.deviations),
        preemptions=walk.preemptions,
        stuck=tuple(everyone_stuck(execution)) if execution.state in ("stuck", "livelocked") else (),
        same=same,
        divergence="" if same else _divergence(schedule, walk, given),
    )


def _divergence(schedule: Schedule, walk: Walk, given: Given) -> str:
    return misfit_of(schedule, walk, given) or (
        "every choice could be made, and yet the trace is another: the program or its Python differ from what it was made with"
    )
