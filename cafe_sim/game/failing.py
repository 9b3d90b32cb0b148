"""A schedule that goes wrong, as the inspector found it: executed again, and told operation by operation.

Told are the operations that others can see: reads and writes of what is shared, locks, and what customers hear. Beginning,
sleeping and walking to a station with a place for everybody are part of the order too, and would only hide what matters. What the
trace proves is marked by `engine.explore.story`; the café adds what only it knows: that there were none left, that a rule was broken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from cafe_sim.engine.explore import replay
from cafe_sim.engine.explore.codes import encode
from cafe_sim.engine.explore.counterexample import worst_first
from cafe_sim.engine.explore.story import Mark, StoryStep, alternation, story
from cafe_sim.errors import Misuse
from cafe_sim.game.views import FailingView, FaultView, StepView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cafe_sim.cafe.inspecting import CafeSubject
    from cafe_sim.engine import Event, Trace
    from cafe_sim.engine.explore import Finding, Inspection

SEEN: Final = frozenset({"cell", "lock", "rlock"})
"""Kinds of objects whose operations are told."""
NOTES: Final = {"serve": "hands out #{}", "sold out": "says “sold out” to #{}"}


def failing(subject: CafeSubject, inspection: Inspection) -> FailingView | None:
    """The worst of what was found, told; None if nothing was.

    Executes the program once: call it where programs are executed, in a worker process.
    """
    if not inspection.findings:
        return None
    finding = worst(inspection.findings)
    again = replay(subject, finding.schedule)
    faults = worst_first(again.faults)
    program = subject.written.text.splitlines()
    told = story(again.trace, faults, again.stuck, lambda _, line: program[line - 1])
    steps = _in_the_cafe(told.steps, again.trace)
    return FailingView(
        faults=tuple(FaultView(f.kind, f.message, tuple(site.line for site in f.sites)) for f in faults),
        seen=_seen(inspection),
        preemptions=finding.preemptions,
        steps=tuple(StepView(step.actor, step.words, step.line, step.mark, step.aside) for step in steps),
        alternation=alternation(steps),
        remedy=told.remedy,
        program=subject.written.text,
        code=_code(finding, inspection),
    )


def worst(findings: Sequence[Finding]) -> Finding:
    """The first that came to something: a data race alone does nothing."""
    return min(findings, key=lambda finding: finding.fault.kind == "data-race")


def _seen(inspection: Inspection) -> str:
    """How often such a thing happens."""
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
    """The steps that matter in a café, with what customers hear among them, and with its own marks."""
    kept = [step for step in steps if step.event < 0 or step.mark or _kind(trace, step) in SEEN]
    happened = [step for step in kept if step.event >= 0] + list(_heard(trace))
    happened.sort(key=lambda step: step.event)
    marks = dict(_oversold(trace))
    marked = [
        replace(step, mark=marks[step.event][0], aside=marks[step.event][1])
        if step.event in marks and not step.mark
        else step
        for step in happened
    ]
    return [*marked, *(step for step in kept if step.event < 0)]


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
            what = str(detail[1])
            yield replace(step, words="goes on", mark="wrong", aside=what.partition("goes on ")[2] or what)


def _oversold(trace: Trace) -> Iterator[tuple[int, tuple[Mark, str]]]:
    """Who took what was not there, and where they had seen it there before."""
    for index, event in enumerate(trace.events):
        if event.op != "write" or not isinstance(event.detail, tuple):
            continue
        value = event.detail[0]
        if isinstance(value, int | float) and value < 0:
            yield index, ("wrong", "there were none left")
            looked = _stale_look(trace, index, event)
            if looked is not None:
                yield looked, ("stale", f"it is no longer so when {trace.actors[event.actor].name} takes one")


def _stale_look(trace: Trace, taken: int, event: Event) -> int | None:
    """The last read, before `taken`, of what others have written since."""
    written = False
    for index in range(taken - 1, -1, -1):
        before = trace.events[index]
        if before.target != event.target:
            continue
        written = written or (before.op == "write" and before.actor != event.actor)
        if written and before.op == "read" and before.actor == event.actor:
            return index
    return None
