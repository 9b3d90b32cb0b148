"""Findings made ready for people: each schedule executed once more and told, with its code and its record; and told
again from those.

Faults that one and the same schedule shows are told together. All that executes the program is one function each way,
to be called in a worker process; what comes back holds no trace, and is small.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from cafe_sim.engine.detect import Fault, Note
from cafe_sim.engine.detect.deadlock import Stuck
from cafe_sim.engine.explore.inspector.inspection import Finding
from cafe_sim.engine.explore.inspector.slices import NONE_STOPS, key_of
from cafe_sim.engine.explore.telling.codes import Code, encode
from cafe_sim.engine.explore.telling.record import STEPS_AT_MOST, Record, record_of
from cafe_sim.engine.explore.telling.replaying import Replay, replay
from cafe_sim.engine.explore.telling.story import Story, film, first_difference, story
from cafe_sim.engine.explore.walks.schedule import Place, Schedule
from cafe_sim.engine.explore.walks.subject import Subject
from cafe_sim.engine.kernel.execution import State
from cafe_sim.engine.kernel.trace import Trace
from cafe_sim.errors import Misuse

Tell = Callable[[Trace, Sequence[Fault], Sequence[Stuck]], Story]
"""Finds words for an execution; to be sent to a worker process. `story` does, in the engine's words."""


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A schedule that goes wrong, told."""

    faults: tuple[Fault, ...]
    """As this very schedule shows them: the values in their words are those of the story."""
    schedules: tuple[int, ...]
    """By fault: how many executed schedules showed it."""
    preemptions: int
    code: str
    """Empty where the schedule fits no code."""
    story: Story
    record: Record


def counterexamples(
    subject: Subject,
    findings: Sequence[Finding],
    learned: Sequence[Place],
    folder: str,
    cafe_sim: str,
    tell: Tell = story,
) -> list[Counterexample]:
    """The findings, told, the worst first.

    `learned` is what a straight run taught, `folder` where the program lies ("" for a level's), `cafe_sim` the version
    that writes the records.
    """
    together: dict[Schedule, list[Finding]] = {}
    for finding in sorted(findings, key=lambda finding: _rank(finding.fault)):
        together.setdefault(finding.schedule, []).append(finding)
    return [_told(subject, each, learned, folder, cafe_sim, tell) for each in together.values()]


def _told(
    subject: Subject,
    findings: Sequence[Finding],
    learned: Sequence[Place],
    folder: str,
    cafe_sim: str,
    tell: Tell,
) -> Counterexample:
    schedule, preemptions = findings[0].schedule, findings[0].preemptions
    again = replay(subject, schedule)
    faults = tuple(fault_in(again, finding.fault) for finding in findings)
    return Counterexample(
        faults,
        tuple(finding.schedules for finding in findings),
        preemptions,
        _code(schedule, learned, folder),
        tell(again.trace, faults, again.stuck),
        record_of(schedule, faults[0], preemptions, again.trace, folder=folder, cafe_sim=cafe_sim),
    )


@dataclass(frozen=True, slots=True)
class Retold:
    """A schedule out of a code or a record, executed once more and told."""

    state: State
    digest: str
    difference: str
    """Empty if the execution is the one that was found; else the first difference that is known, in a sentence."""
    preemptions: int
    faults: tuple[Fault, ...]
    """The worst first."""
    notes: tuple[Note, ...]
    output: str
    story: Story


def retell(subject: Subject, held: Code | Record, folder: str, tell: Tell = story) -> Retold:
    """What `held` holds, executed. Raises BadContent if it was made for another program."""
    again = replay(subject, held.schedule(subject, folder))
    faults = tuple(worst_first(again.faults))
    return Retold(
        again.state,
        again.digest,
        "" if again.same else difference_of(again, held),
        again.preemptions,
        faults,
        again.notes,
        "".join(text for _, _, text in again.output),
        tell(again.trace, faults, again.stuck),
    )


def difference_of(again: Replay, held: Code | Record) -> str:
    """Where an execution parts from the one that was found, in a sentence."""
    if isinstance(held, Code):
        return again.divergence
    what = first_difference(held.steps, film(again.trace, STEPS_AT_MOST)) or (
        "every step that can be told is the same; names, times or what happens inside the standard library are not"
    )
    here = platform.python_version()
    return what if held.python == here else f"{what}; it was written on Python {held.python}, this is {here}"


def fault_in(again: Replay, fault: Fault) -> Fault:
    """The same fault as the replay saw it."""
    return next((each for each in again.faults if key_of(each) == key_of(fault)), fault)


def worst_first(faults: Iterable[Fault]) -> list[Fault]:
    """Those that went wrong before those that only could have."""
    return sorted(faults, key=_rank)


def _rank(fault: Fault) -> tuple[bool, bool]:
    return fault.kind in NONE_STOPS, fault.kind == "data-race"


def _code(schedule: Schedule, learned: Sequence[Place], folder: str) -> str:
    try:
        return encode(schedule, learned, folder)
    except Misuse:
        return ""
