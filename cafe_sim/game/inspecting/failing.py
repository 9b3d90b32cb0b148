"""A schedule that goes wrong, as the inspector found it: executed again, and told operation by operation.

Told are the operations that others can see: reads and writes of what is shared, locks, and what customers hear.
Beginning, sleeping and walking to a station with a place for everybody are part of the order too, and would only hide
what matters. What the trace proves is marked by `engine.explore.story`; the café adds what only it knows: what
customers hear, and that a rule was broken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from cafe_sim.cafe.faults import FILE
from cafe_sim.engine.explore import replay
from cafe_sim.engine.explore.codes import encode
from cafe_sim.engine.explore.counterexample import worst_first
from cafe_sim.engine.explore.story import StoryStep, alternation, story
from cafe_sim.engine.timeline import Timeline, timeline
from cafe_sim.errors import Misuse
from cafe_sim.game.pictures.charting import charts_of, names_of_tasks
from cafe_sim.game.pictures.deeds import HEARD, broken
from cafe_sim.game.pictures.in_the_cafe import SHARED, InTheCafe
from cafe_sim.game.pictures.retelling import charts_of_subject, in_short
from cafe_sim.game.views import FailingView, FaultView, StepView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cafe_sim.cafe.inspecting import CafeSubject
    from cafe_sim.engine import Trace
    from cafe_sim.engine.explore import Finding, Inspection

NOTES: Final = {kind: HEARD[kind] for kind in ("serve", "sold out", "in vain", "incomplete")}
"""What customers hear, and what is made for nobody."""


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
    program = subject.written.text.splitlines()
    cafe = InTheCafe.of(subject.shop, subject.written)
    told = story(again.trace, faults, again.stuck, lambda _, line: program[line - 1])
    called = {again.trace.tasks[task]: n for task, n in names_of_tasks(again.trace, {FILE: program}).items()}
    said = cafe.words(again.trace)
    steps = [
        replace(step, actor=called.get(step.actor, step.actor), words=said.get(step.event, step.words))
        for step in _in_the_cafe(told.steps, again.trace)
    ]
    return FailingView(
        faults=tuple(FaultView(f.kind, f.message, tuple(site.line for site in f.sites)) for f in faults),
        seen=how_often(inspection),
        preemptions=finding.preemptions,
        steps=tuple(StepView(step.actor, step.words, step.line, step.mark, step.aside) for step in steps),
        alternation=alternation([_in_short(step) for step in steps]),
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


def _in_short(step: StoryStep) -> StoryStep:
    """Without how it goes on: what broke the rule stands above it."""
    goes_on = "goes on"
    return replace(step, words=goes_on) if step.words.startswith(goes_on) else step


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


# ---- what only the café knows -------------------------------------------------------------------


def _in_the_cafe(steps: tuple[StoryStep, ...], trace: Trace) -> list[StoryStep]:
    """The steps that matter in a café, with what customers hear among them."""
    kept = [step for step in steps if step.event < 0 or step.mark or _kind(trace, step) in SHARED]
    happened = [step for step in kept if step.event >= 0] + list(_heard(trace))
    happened.sort(key=lambda step: step.event)
    return [*happened, *(step for step in kept if step.event < 0)]


def _kind(trace: Trace, step: StoryStep) -> str:
    return trace.objects[trace.events[step.event].target].kind


def _heard(trace: Trace) -> Iterator[StoryStep]:
    """What was said and handed out, and rules that were broken."""
    for index, event in enumerate(trace.events):
        detail = event.detail
        if event.op != "note" or not isinstance(detail, tuple):
            continue
        site = trace.sites[event.site]
        step = StoryStep(index, trace.actors[event.actor].name, "", site.file, site.line, "")
        if detail[0] in NOTES:
            yield replace(step, words=NOTES[str(detail[0])].format(detail[1]))
        elif detail[0] == "invariant":
            yield replace(step, words=broken(str(detail[1])), mark="wrong")
