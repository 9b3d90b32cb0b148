"""A schedule that goes wrong, as the inspector found it: executed again, and told operation by operation (`telling`),
with charts beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cafe_sim.cafe.faults import FILE
from cafe_sim.engine.explore import replay
from cafe_sim.engine.explore.telling.codes import encode
from cafe_sim.engine.explore.telling.counterexample import worst_first
from cafe_sim.engine.timeline import Timeline, timeline
from cafe_sim.errors import Misuse
from cafe_sim.game.inspecting.telling import story_of_cafe
from cafe_sim.game.pictures.charting import charts_of
from cafe_sim.game.pictures.in_the_cafe import InTheCafe
from cafe_sim.game.pictures.retelling import charts_of_subject, in_short
from cafe_sim.game.views import FailingView, FaultView, StepView
from cafe_sim.game.words import as_till

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cafe_sim.cafe.inspecting import CafeSubject
    from cafe_sim.engine.explore import Finding, Inspection


def failing(subject: CafeSubject, inspection: Inspection) -> FailingView | None:
    """The worst of what was found, told; None if nothing was.

    Executes the program twice, along the schedule and by the clock: call it where programs are executed, in a worker
    process.
    """
    if not inspection.findings:
        return None
    finding = worst(inspection.findings)
    drawn: list[Timeline] = []
    again = replay(subject, finding.schedule, lambda execution: drawn.append(timeline(execution)))
    faults = worst_first(again.faults)
    told = story_of_cafe(subject, again.trace, faults, again.stuck)
    cafe = InTheCafe.of(subject.shop, subject.written)
    return FailingView(
        faults=tuple(FaultView(f.kind, as_till(f.message), tuple(site.line for site in f.sites)) for f in faults),
        seen=how_often(inspection),
        preemptions=finding.preemptions,
        steps=tuple(StepView(step.actor, step.words, step.line, step.mark, step.aside) for step in told.steps),
        alternation=told.alternation,
        remedy=told.remedy,
        program=subject.written.text,
        code=_code(finding, inspection),
        charts=charts_of(
            again.trace,
            drawn[0],
            subject.title,
            in_short(faults, again.state),
            faults=faults,
            stuck=again.stuck,
            sources={FILE: subject.written.text},
            cafe=cafe,
        ),
        clock=charts_of_subject(subject, "as the clock would have it", sources={FILE: subject.written.text}, cafe=cafe),
        target=subject.target,
    )


def worst(findings: Sequence[Finding]) -> Finding:
    """The first that came to something: a data race alone does nothing."""
    return min(findings, key=lambda finding: finding.fault.kind == "data-race")


def how_often(inspection: Inspection) -> str:
    """How often such a thing happens, counted as the verdict counts: orders of events, and not runs."""
    wrong, count = inspection.wrong_traces, inspection.traces
    if not wrong:
        return "in every order seen"
    return f"one of {wrong:,} that go wrong" if wrong > 1 else "the one that goes wrong" if count > 1 else ""


def _code(finding: Finding, inspection: Inspection) -> str:
    """Of the schedule that is told; "" where it fits no code."""
    try:
        return encode(finding.schedule, inspection.learned, "")
    except Misuse:
        return ""
