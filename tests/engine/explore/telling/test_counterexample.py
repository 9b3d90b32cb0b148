"""Findings made ready for people: whatever the schedule, it is told, kept, and executed again from its code."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from cafe_sim.engine import Program
from cafe_sim.engine.explore.inspector.budget import Budget
from cafe_sim.engine.explore.inspector.inspecting import inspect
from cafe_sim.engine.explore.inspector.inspection import Finding
from cafe_sim.engine.explore.telling.codes import decode
from cafe_sim.engine.explore.telling.counterexample import counterexamples, worst_first
from cafe_sim.engine.explore.telling.replaying import replay
from cafe_sim.engine.explore.telling.story import story
from cafe_sim.engine.explore.walks.schedule import Deviation, Schedule
from cafe_sim.engine.explore.walks.subject import Script
from cafe_sim.engine.explore.walks.visible import learn_straight

CLASSICS = sorted((Path(__file__).parents[1] / "classics").glob("*.py"))
FOLDER = str(CLASSICS[0].parent)


def script(path):
    return Script(Program.from_file(path), str(path))


deviations = st.dictionaries(st.integers(0, 20), st.integers(1, 3), max_size=5).map(
    lambda found: tuple(Deviation(at, found[at]) for at in sorted(found))
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CLASSICS), deviations)
def test_every_fault_of_every_execution_is_marked_and_shown_again_by_its_code(path, tried):
    subject = script(path)
    learned = learn_straight(subject)
    first = replay(subject, Schedule(subject.target, subject.digest, learned, tried, ""))
    schedule = Schedule(subject.target, subject.digest, learned, first.deviations, first.digest)
    told = counterexamples(
        subject, [Finding(fault, schedule, first.preemptions, 1) for fault in first.faults], learned, FOLDER, "0.1"
    )
    assert len(told) == bool(first.faults)
    for each in told:
        assert each.faults == tuple(worst_first(first.faults))
        assert replay(subject, decode(each.code).schedule(subject, FOLDER)).same
        assert replay(subject, each.record.schedule(subject, FOLDER)).same
    for fault in first.faults:
        alone = story(first.trace, [fault], first.stuck)
        assert any(step.mark for step in alone.steps) or fault.kind in ("livelock", "starvation"), fault
        assert {step.event for step in alone.steps if step.mark} >= set(fault.events)


def test_faults_of_one_schedule_are_told_together_the_worst_first():
    subject = script(Path(FOLDER, "account.py"))
    inspection = inspect(subject, Budget(60))
    told = counterexamples(subject, inspection.findings, inspection.learned, FOLDER, "0.1")
    assert [fault.kind for fault in told[0].faults][:2] == ["assertion", "lost-update"]
    assert len({each.code for each in told}) == len(told)
    assert sum(len(each.faults) for each in told) == len(inspection.findings)
    assert [step.mark for step in told[0].story.steps].count("wrong") == 1
