"""An order of events in a café, told as the café would: who loads what for which order, what customers hear, and which
rule was broken.

Told are the operations that others can see: reads and writes of what is shared, locks, and what customers hear.
Beginning, sleeping and walking to a station with a place for everybody are part of the order too, and would only hide
what matters. What the trace proves is marked by `engine.explore.story`; the café adds what only it knows.

Screens, plain lines and the command line all tell this one story.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from cafe_sim.cafe.faults import FILE
from cafe_sim.engine.explore.telling.story import Story, StoryStep, alternation, story
from cafe_sim.game.pictures.deeds import HEARD, broken
from cafe_sim.game.pictures.in_the_cafe import SHARED, InTheCafe
from cafe_sim.game.pictures.observed import names_of_tasks
from cafe_sim.game.words import as_till

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cafe_sim.cafe.inspecting import CafeSubject
    from cafe_sim.engine import Fault, Trace
    from cafe_sim.engine.detect.deadlock import Stuck

NOTES: Final = {kind: HEARD[kind] for kind in ("serve", "sold out", "in vain", "incomplete")}
"""What customers hear, and what is made for nobody."""
_GOES_ON: Final = "goes on"


def story_of_cafe(subject: CafeSubject, trace: Trace, faults: Sequence[Fault], stuck: Sequence[Stuck] = ()) -> Story:
    """`trace` of that subject, told: tasks are called by their orders or by whose they are."""
    program = subject.written.text.splitlines()
    told = story(trace, faults, stuck, lambda _, line: program[line - 1])
    called = {trace.tasks[task]: name for task, name in names_of_tasks(trace, {FILE: program}).items()}
    said = InTheCafe.of(subject.shop, subject.written).words(trace)
    steps = tuple(
        replace(
            step,
            actor=called.get(step.actor, step.actor),
            words=as_till(said.get(step.event, step.words)),
            aside=as_till(step.aside),
        )
        for step in _in_the_cafe(told.steps, trace, program)
    )
    return Story(alternation([_in_short(step) for step in steps]), steps, told.remedy)


def _in_short(step: StoryStep) -> StoryStep:
    """Without how it goes on: what broke the rule stands above it."""
    return replace(step, words=_GOES_ON) if step.words.startswith(_GOES_ON) else step


def _in_the_cafe(steps: Sequence[StoryStep], trace: Trace, program: Sequence[str]) -> list[StoryStep]:
    """The steps that matter in a café, with what customers hear among them."""
    kept = [step for step in steps if step.event < 0 or step.mark or _kind(trace, step) in SHARED]
    happened = [step for step in kept if step.event >= 0] + list(_heard(trace, program))
    happened.sort(key=lambda step: step.event)
    return [*happened, *(step for step in kept if step.event < 0)]


def _kind(trace: Trace, step: StoryStep) -> str:
    return trace.objects[trace.events[step.event].target].kind


def _heard(trace: Trace, program: Sequence[str]) -> Iterator[StoryStep]:
    """What was said and handed out, and rules that were broken."""
    for index, event in enumerate(trace.events):
        detail = event.detail
        if event.op != "note" or not isinstance(detail, tuple):
            continue
        site = trace.sites[event.site]
        source = program[site.line - 1].strip() if site.line else ""
        step = StoryStep(index, trace.actors[event.actor].name, "", site.file, site.line, source)
        if detail[0] in NOTES:
            yield replace(step, words=NOTES[str(detail[0])].format(detail[1]))
        elif detail[0] == "invariant":
            yield replace(step, words=broken(str(detail[1])), mark="wrong")
