"""A text tried out: is it Python, what comes of one run, what did the inspector find. All of it is done in a worker
process.

What comes back is small, whatever was printed, and harmless to draw.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from cafe_sim.content.safetext import harmless
from cafe_sim.engine import SECOND, Fault, Outcome
from cafe_sim.engine.detect.deadlock import everyone_stuck
from cafe_sim.engine.explore.telling.counterexample import counterexamples, worst_first
from cafe_sim.engine.explore.telling.story import StoryStep, story
from cafe_sim.engine.program.rewriting.source import Source
from cafe_sim.engine.timeline import timeline
from cafe_sim.errors import BadContent
from cafe_sim.game.coding.draft import AnyDraft
from cafe_sim.game.coding.transcript import NOTHING, Moment, Transcript, transcript_of
from cafe_sim.game.inspecting.failing import how_often
from cafe_sim.game.pictures.charting import Charts, charts_of
from cafe_sim.game.pictures.retelling import charts_of_schedule, charts_of_subject, in_short
from cafe_sim.game.views import FailingView, FaultView, ResultView, StepView

if TYPE_CHECKING:
    from cafe_sim.engine import Execution
    from cafe_sim.engine.explore import Inspection

CHARTED_AT_MOST: Final = 20_000
"""Events of a run that has a timeline."""
LONG_AT_MOST: Final = 100_000
"""Characters of a line that is printed piece by piece."""
REFUSED: Final = "raise NotModelled"
"""What somebody did who asked for something that the engine does not model."""


# ---- is it Python? -----------------------------------------------------------------------------


class Complaint(NamedTuple):
    """Why a text is no program."""

    line: int
    """0: no one line is to blame."""
    words: str


def complaint(draft: AnyDraft) -> Complaint | None:
    """What keeps the draft from being executed; None if nothing does."""
    try:
        compile(draft.text, draft.file, "exec", dont_inherit=True)
        Source(draft.text, draft.file)
    except SyntaxError as error:
        return Complaint(error.lineno or 0, harmless(_sentence(error)))
    except BadContent as error:
        return Complaint(0, harmless(str(error).removeprefix(f"{draft.file}: ")))
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        return Complaint(0, harmless(f"Python cannot read this: {str(error) or 'it is nested too deeply'}"))
    return None


def _sentence(error: SyntaxError) -> str:
    kind = {"IndentationError": "indentation", "TabError": "tabs"}.get(type(error).__name__, "not Python")
    return f"{kind}: {error.msg}"


# ---- one run -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of one run."""

    sign: Literal["worked", "wrong", "stopped"]
    words: str
    """A sentence about this one run."""
    faults: tuple[FaultView, ...] = ()
    notes: tuple[str, ...] = ()
    printed: Transcript = NOTHING
    steps: Transcript = NOTHING
    """What was printed says nothing of what others could see, and the other way round: at one moment nobody knows which
    came first.
    """
    stands: int = 0
    """The line on which it stood when it was stopped, 0 for none."""
    charts: Charts | None = field(default=None, compare=False, repr=False)
    """All of it as a timeline; None where it is too long for one."""
    day: Transcript = NOTHING
    """Who came and went, where there is a café."""
    result: ResultView | None = field(default=None, compare=False, repr=False)
    """What a level says to it."""

    @property
    def lines(self) -> frozenset[int]:
        """Lines of the program that something wrong points at."""
        return frozenset(line for fault in self.faults for line in fault.lines) | ({self.stands} - {0})


def rehearse(draft: AnyDraft) -> Ran:
    """One execution as the clock would have it, told."""
    try:
        execution = draft.execution(None)
    except BadContent as error:
        return Ran("wrong", harmless(str(error)))
    with execution:
        execution.run()
        outcome = _outcome(draft, execution)
        served, books = draft.books(execution)
        charts = _charts(draft, execution, outcome)
        day = transcript_of(iter(draft.day(execution)))
        result = draft.result(execution) if charts is not None else None
    sign, words = _judged(outcome)
    if sign == "worked" and not served:
        sign, words = "wrong", f"It came to its end, and not everybody was served, {_took(outcome)}."
    return Ran(
        sign,
        harmless(words),
        tuple(_fault(fault, draft) for fault in outcome.faults),
        tuple(harmless(said) for said in (books, *(note.message for note in outcome.notes)) if said),
        transcript_of(_printed(outcome)),
        transcript_of(_done(outcome, draft)),
        outcome.stood.line if outcome.state == "spent" and outcome.stood.file == draft.file else 0,
        charts,
        day,
        result,
    )


def _outcome(draft: AnyDraft, execution: Execution) -> Outcome:
    """What the engine finds, and what whoever knows more of the draft finds besides."""
    outcome = Outcome.of(execution)
    faults, notes = draft.judge(execution)
    return replace(outcome, faults=tuple([fault.told() for fault in faults]), notes=tuple(notes))


def _charts(draft: AnyDraft, execution: Execution, outcome: Outcome) -> Charts | None:
    if len(outcome.trace.rows) > CHARTED_AT_MOST:
        return None
    faults = worst_first(outcome.faults)
    return charts_of(
        outcome.trace,
        timeline(execution),
        draft.target,
        in_short(faults, outcome.state),
        faults=faults,
        stuck=everyone_stuck(execution) if outcome.state == "stuck" else (),
        sources={draft.file: draft.text},
    )


def _printed(outcome: Outcome) -> Iterator[Moment]:
    """Whole lines, each at the time at which its last piece was printed."""
    begun: dict[int, str] = {}
    at = 0
    for at, actor, text in outcome.output:
        *whole, rest = text.split("\n")
        for line in whole:
            yield Moment(at / SECOND, outcome.trace.actors[actor].name, (begun.pop(actor, "") + line))
        if rest:
            begun[actor] = (begun.get(actor, "") + rest)[:LONG_AT_MOST]
    for actor, line in begun.items():
        yield Moment(at / SECOND, outcome.trace.actors[actor].name, line)


def _done(outcome: Outcome, draft: AnyDraft) -> Iterator[Moment]:
    """What others could see, with what the trace proves of the faults marked."""
    events = outcome.trace.events
    for step in story(outcome.trace, outcome.faults).steps:
        at = events[step.event].time if step.event >= 0 else outcome.trace.end
        yield Moment(at / SECOND, step.actor, _told(step, draft), _line_of(step, draft), step.mark, step.aside)


def _judged(outcome: Outcome) -> tuple[Literal["worked", "wrong", "stopped"], str]:
    """Of this one run, and of nothing more."""
    took = _took(outcome)
    refused = [fault for fault in outcome.faults if fault.sites and fault.sites[0].operation == REFUSED]
    if refused and len(refused) == len(outcome.faults):
        return "wrong", f"It asked for something that is not modelled here, after {took}."
    if outcome.faults:
        if all(fault.kind in ("data-race", "foreign-call") for fault in outcome.faults):
            return "wrong", f"It came to its end this time, and is broken all the same, {took}."
        return "wrong", f"It did not work this time, {took}."
    if outcome.state == "spent":
        return "stopped", f"Stopped: a limit was reached after {took}. Is this loop endless?"
    if isinstance(outcome.exit, str):
        return "wrong", f"It gave up: {outcome.exit} ({took})."
    if outcome.exit not in (0, None):
        return "wrong", f"It ended with exit status {outcome.exit}, {took}."
    return "worked", f"Worked this time, {took}."


def _took(outcome: Outcome) -> str:
    return f"{round(outcome.virtual_seconds, 6):g} s of virtual time"


def _fault(fault: Fault, draft: AnyDraft) -> FaultView:
    message = fault.message
    if fault.sites and fault.sites[0].operation == REFUSED:
        message = message.partition("NotModelled: ")[2] or message
    lines = tuple(site.line for site in fault.sites if site.file == draft.file)
    return FaultView(fault.kind, harmless(message), lines)


# ---- what the inspector found --------------------------------------------------------------------


def tell(draft: AnyDraft, inspection: Inspection) -> FailingView | None:
    """The worst that was found, executed once more and told; None if nothing was found."""
    told = counterexamples(draft, inspection.findings, inspection.learned, draft.folder, "")
    if not told:
        return None
    worst = told[0]
    sources = {draft.file: draft.text}
    charts = charts_of_schedule(draft, worst.record, draft.folder, draft.target, sources=sources)[0]
    return FailingView(
        faults=tuple(_fault(fault, draft) for fault in worst.faults),
        seen=how_often(inspection),
        preemptions=worst.preemptions,
        steps=tuple(_step(step, draft) for step in worst.story.steps),
        alternation=harmless(worst.story.alternation),
        remedy=harmless(worst.story.remedy),
        program=draft.text,
        code=worst.code,
        charts=charts,
        clock=charts_of_subject(draft, "as the clock would have it", sources=sources)
        if charts.by_steps.end <= CHARTED_AT_MOST
        else None,
        target=draft.target,
    )


def _step(step: StoryStep, draft: AnyDraft) -> StepView:
    return StepView(harmless(step.actor), _told(step, draft), _line_of(step, draft), step.mark, harmless(step.aside))


def _told(step: StoryStep, draft: AnyDraft) -> str:
    """Its words; where it was done in another file, that, too."""
    elsewhere = step.line and step.file != draft.file
    return harmless(f"{step.words} ({Path(step.file).name}:{step.line})" if elsewhere else step.words)


def _line_of(step: StoryStep, draft: AnyDraft) -> int:
    return step.line if step.file == draft.file else 0
