"""A schedule that does not fit names the first step at which it lets somebody go who cannot, and why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cafe_sim.engine import Program
from cafe_sim.engine.explore.telling.astray import misfit
from cafe_sim.engine.explore.telling.codes import decode, encode
from cafe_sim.engine.explore.telling.record import record_of
from cafe_sim.engine.explore.telling.replaying import replay
from cafe_sim.engine.explore.walks.schedule import Deviation, Schedule
from cafe_sim.engine.explore.walks.subject import Script
from cafe_sim.engine.explore.walks.visible import learn_straight
from cafe_sim.errors import BadContent

THREE = """\
import threading
x = 0
lock = threading.Lock()
def add(times):
    global x
    for _ in range(times):
        x += 1
def hold(times):
    with lock:
        add(times)
jobs = [threading.Thread(target=WORK, args=(n,), name=name) for name, n in (("Bo", 1), ("Cy", 2), ("Di", 2))]
for job in jobs: job.start()
for job in jobs: job.join()
"""


def subject(work: str = "add", text: str = THREE) -> Script:
    return Script(Program.from_source(text.replace("WORK", work)), "three.py")


def schedule(of: Script, *deviations: tuple[int, int]) -> Schedule:
    places = learn_straight(of)
    bare = Schedule(of.target, of.digest, places, tuple(Deviation(*each) for each in deviations), "")
    return replace(bare, trace=replay(of, bare).digest)


def test_what_fits_is_no_misfit():
    three = subject()
    assert misfit(three, schedule(three, (0, 1), (1, 1))) == ""


def test_who_has_ended_cannot_go():
    """By then Bo has made both of his steps, and of three there are two left."""
    three = subject()
    assert misfit(three, schedule(three, (2, 2))) == "step 3: Bo cannot go there: has ended"


def test_who_waits_for_a_lock_is_said_to_and_for_which():
    held = subject('hold if name != "Di" else add')
    assert misfit(held, schedule(held, (1, 2))) == "step 2: Cy cannot go there: waits for lock"


def test_a_choice_where_one_alone_is_left():
    three = subject()
    said = misfit(three, schedule(three, (50, 1)))
    assert "Bo has ended" in said
    assert "main" not in said, "who waits for the others' ends makes no steps"


def test_a_choice_that_never_comes():
    lone = subject(text="x = 1\nprint(x)\n")
    assert misfit(lone, schedule(lone, (3, 1))) == "it is over before the schedule comes to choice 4, after 0"


def test_a_replay_says_it_and_so_does_whatever_was_made_for_another_program():
    three, other = subject(), subject(text=THREE.replace('("Di", 2)', '("Di", 0)'))
    wanted = schedule(three, (0, 1), (1, 2))
    assert misfit(three, wanted) == ""
    code = decode(encode(wanted, learn_straight(three), ""))
    first = code.misfit(other, "")
    assert first == "step 2: Di cannot go there: has ended"
    with pytest.raises(BadContent, match="is not what it was when") as raised:
        code.schedule(other, "")
    assert first in str(raised.value)
    again = replay(three, wanted)
    fault = type("F", (), {"kind": "data-race", "message": "x"})()
    record = record_of(wanted, fault, 1, again.trace, folder="", cafe_sim="0")
    assert record.misfit(other, "") == first


def test_other_places_are_named_and_the_first_step_that_does_not_fit():
    three = subject()
    code = decode(encode(schedule(three, (2, 1)), learn_straight(three), ""))
    with pytest.raises(BadContent) as raised:
        replace(code, toggled=((0, 5),), deviations=(Deviation(2, 9),)).schedule(three, "")
    assert "shares other places than when this code was made; here they are in line 7; step " in str(raised.value)
