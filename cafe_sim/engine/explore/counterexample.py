"""A finding made ready for people: its schedule executed once more, told, with its code and its record.

One function, so that all that executes the program can be done in a worker process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cafe_sim.engine.detect import Fault
from cafe_sim.engine.explore.codes import encode
from cafe_sim.engine.explore.inspection import Finding
from cafe_sim.engine.explore.record import Record, record_of
from cafe_sim.engine.explore.replaying import Replay, replay
from cafe_sim.engine.explore.schedule import Place
from cafe_sim.engine.explore.slices import key_of
from cafe_sim.engine.explore.story import Story, story
from cafe_sim.engine.explore.subject import Subject
from cafe_sim.errors import Misuse


@dataclass(frozen=True, slots=True)
class Counterexample:
    """One finding, told."""

    fault: Fault
    """As this very schedule shows it: the values in its words are those of the story."""
    preemptions: int
    schedules: int
    """How many executed schedules showed it."""
    code: str
    """Empty where its schedule fits no code."""
    story: Story
    record: Record


def counterexamples(
    subject: Subject, findings: Sequence[Finding], learned: Sequence[Place], folder: str, cafe_sim: str
) -> list[Counterexample]:
    """Every finding told. `learned` is what a straight run taught, `folder` where the program lies ("" for a level's), `cafe_sim` the
    version that writes the records.
    """
    return [_counterexample(subject, finding, learned, folder, cafe_sim) for finding in findings]


def _counterexample(
    subject: Subject, finding: Finding, learned: Sequence[Place], folder: str, cafe_sim: str
) -> Counterexample:
    schedule, preemptions = finding.schedule, finding.preemptions
    again = replay(subject, schedule)
    fault = fault_in(again, finding.fault)
    try:
        code = encode(schedule, learned, folder)
    except Misuse:
        code = ""
    record = record_of(schedule, fault, preemptions, again.trace, folder=folder, cafe_sim=cafe_sim)
    return Counterexample(fault, preemptions, finding.schedules, code, story(again.trace, fault, again.stuck), record)


def fault_in(again: Replay, fault: Fault) -> Fault:
    """The same fault as the replay saw it."""
    return next((each for each in again.faults if key_of(each) == key_of(fault)), fault)
