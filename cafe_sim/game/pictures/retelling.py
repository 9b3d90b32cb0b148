"""Charts of programs executed for it: as the clock would have it, or along a schedule that the inspector found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cafe_sim.engine import Outcome, Program
from cafe_sim.engine.detect.deadlock import everyone_stuck
from cafe_sim.engine.explore.telling.counterexample import difference_of, worst_first
from cafe_sim.engine.explore.telling.replaying import replay
from cafe_sim.engine.timeline import Timeline, timeline
from cafe_sim.game.pictures.charting import Charts, charts_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cafe_sim.engine import Execution, Fault
    from cafe_sim.engine.explore.telling.codes import Code
    from cafe_sim.engine.explore.telling.record import Record
    from cafe_sim.engine.explore.walks.subject import Subject
    from cafe_sim.game.pictures.in_the_cafe import InTheCafe


def charts_of_program(program: Program, title: str, *, seed: int = 0) -> Charts:
    """One execution on virtual time, whatever comes of it."""
    with program.execution(seed=seed) as execution:
        execution.run()
        return charts_of_execution(execution, title)


def charts_of_execution(execution: Execution, title: str) -> Charts:
    """Of one that is over, before it is closed."""
    outcome = Outcome.of(execution)
    faults = worst_first(outcome.faults)
    return charts_of(
        outcome.trace,
        timeline(execution),
        title,
        in_short(faults, execution.state),
        faults=faults,
        stuck=everyone_stuck(execution) if execution.state == "stuck" else (),
    )


def charts_of_subject(
    subject: Subject, title: str, *, sources: Mapping[str, str], cafe: InTheCafe | None = None
) -> Charts:
    """What is inspected, executed once as the clock would have it. `sources` and `cafe` as in `charts_of`."""
    with subject.execution(None) as execution:
        execution.run()
        found, _ = subject.judge(execution)
        faults = worst_first(found)
        return charts_of(
            execution.trace(),
            timeline(execution),
            title,
            in_short(faults, execution.state),
            faults=faults,
            stuck=everyone_stuck(execution) if execution.state == "stuck" else (),
            sources=sources,
            cafe=cafe,
        )


def charts_of_schedule(
    subject: Subject,
    held: Code | Record,
    folder: str,
    title: str,
    *,
    sources: Mapping[str, str] | None = None,
    cafe: InTheCafe | None = None,
) -> tuple[Charts, str]:
    """The execution that a schedule tells of, and where it parts from the one that was found; "" if it does not.

    To be called where programs are executed, in a worker process.
    """
    drawn: list[Timeline] = []
    again = replay(subject, held.schedule(subject, folder), lambda execution: drawn.append(timeline(execution)))
    faults = worst_first(again.faults)
    verdict = in_short(faults, again.state)
    charts = charts_of(
        again.trace, drawn[0], title, verdict, faults=faults, stuck=again.stuck, sources=sources, cafe=cafe
    )
    return charts, "" if again.same else difference_of(again, held)


def in_short(faults: Sequence[Fault], state: str) -> str:
    """What came of a run, in one line: the worst of it."""
    if faults:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        return f"{faults[0].kind}: {faults[0].message}{more}"
    if state == "ended":
        return "worked this time: nothing wrong was seen in this one run"
    return {"stuck": "nothing can move any more", "livelocked": "everybody goes round in circles"}.get(
        state, "stopped: a limit was reached"
    )
