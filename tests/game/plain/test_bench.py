"""A fix level by typed words: moves, the changed lines of the program, the two verdicts."""

from __future__ import annotations

import pytest

LOCKED = [
    "Added line 18: till_lock = threading.Lock()",
    "Added line 29, level 1: with till_lock:",
    "Now deeper, line 30, level 2: till.total += count(order.price)  # ring up: read, count, write",
]


def test_things_and_steps_are_told_with_their_numbers(sit):
    said = sit("B4").type("bench").splitlines()
    assert said == [
        "Things:",
        "1, till: touched by ring up.",
        "2, oven: 2 places.",
        "Steps of croissant:",
        "3, bake: waits 4 s, in the oven.",
        "4, ring up: 1 s, touches the till.",
        "5, wrap: a blocking call of 1 s.",
        "Who comes in when:",
        "6, Cy: at opening.",
        "You can: lock (2 left); join; later.",
    ]


@pytest.mark.parametrize(
    "typed", ["lock till", "lock 1", "k TI", "lock the till", "lock 4", "lock ring", "lock ring up"]
)
def test_a_lock_is_hung_by_name_or_number_and_its_lines_are_told(sit, typed: str):
    assert sit("B4").type(typed).splitlines()[:3] == LOCKED


def test_a_lock_is_not_taken_off_by_hanging_it_twice(sit):
    sitting = sit("B4")
    sitting.type("lock till")
    assert sitting.type("lock till") == "A lock is there already; unlock till takes it off."
    assert sitting.type("unlock 2") == "No lock hangs there: oven."
    assert "Removed line 18: till_lock = threading.Lock()" in sitting.type("unlock till")


def test_undo_and_redo_tell_the_lines_too(sit):
    sitting = sit("B4")
    sitting.type("lock till")
    assert "Now less deep, line 27, level 1: till.total" in sitting.type("undo")
    assert sitting.type("redo").splitlines()[:3] == LOCKED
    assert sitting.type("redo") == "No change has been taken back."


def test_a_span_is_joined_up_to_the_step_that_is_named(sit):
    sitting = sit("B6")
    sitting.type("lock case")
    sitting.type("join 2 4")
    assert "3, fetch a bag: a blocking call of 1 s; under the case lock." in sitting.type("bench")
    assert sitting.type("join look take") == "They are under one lock already."


def test_what_is_refused_halfway_is_taken_back(sit):
    sitting = sit("B6")
    plan = sitting.session.place.bench.plan
    assert sitting.type("join 2 4").startswith("No lock is held here")
    assert sitting.session.place.bench.plan == plan
    sitting.type("lock case")
    plan = sitting.session.place.bench.plan
    assert "Say where to" in sitting.type("move 3")
    assert sitting.session.place.bench.plan == plan


def test_steps_are_moved_gathered_and_parted(sit):
    sitting = sit("A4")
    assert "Now it is step 3, warm scones." in sitting.type("move warm up")
    said = sitting.type("together 1 2 3")
    assert "asyncio.gather" in said
    assert "together, group" not in sitting.type("undo", "bench"), "what was one line is taken back as one"
    sitting.type("redo")
    assert sitting.type("together 1 2") == "They are together already; part takes a step out."
    assert sitting.type("together 1 4") == "They do not stand beside each other: move one of them first."
    sitting.type("part 2")
    assert sitting.type("part 2") == "It is not together with the step above."
    assert "2, grind beans: waits 3 s; together" in sitting.type("bench")


def test_a_step_of_that_name_in_two_recipes_is_asked_back(sit):
    sitting = sit("C4")
    said = sitting.type("move mitt up")
    assert said == '"mitt" could be 4 take the mitt (buns) or 11 take the mitt (tarts): say more.'
    assert "Now it is step 10, take the mitt." in sitting.type("up tarts mitt")
    assert "only these can be moved here" in sitting.type("up 7").casefold()


def test_somebody_comes_in_later(sit):
    sitting = sit("B4")
    assert "Added" in sitting.type("later 2")
    assert "6, Cy: 2 s after opening." in sitting.type("bench")
    assert "6, Cy: 1 s after opening." in sitting.type("sooner cy", "bench")
    assert sitting.type("later cy 9") == "By how many seconds? From 1 to 3."


def test_only_what_the_toolbox_holds(sit):
    sitting = sit("B4")
    assert sitting.type("up 4").startswith("That is not in this level's toolbox.")
    assert "Up 4" not in sitting.type("help all")


def test_the_till_is_broken_heard_mended_and_certified(sit):
    sitting = sit("B4")
    said = sitting.type("predict no", "doors")
    assert "This time: did not work, 6 of 6 served, closes at 18 s (par 19), till 9.00." in said
    assert "Always: not asked yet, the inspector has not looked." in said
    assert "You called it: it went wrong today." in said
    assert "Always: broken, 2 of all 4 distinct orders of this round go wrong." in sitting.type("inspect")
    story = sitting.type("watch").splitlines()
    assert "Step 1, Bo reads till.total: 0.00, in line 27, “till.total += count(order.price)”." in story
    assert any(
        "Here it goes wrong: Derives from the 0.00 read before: what Bo wrote is lost." in line for line in story
    )
    assert "In the order that the inspector found" in sitting.type("hint", "hint")
    sitting.type("lock till")
    assert "before you changed it: did not work" in sitting.type("")
    assert "Always: certified" in sitting.type("inspect")
    assert sitting.type("result").startswith("There is no result before the doors have been open")
    said = sitting.type("doors", "result")
    assert "3 of 3 stars" in said
    assert "Locks: 1; light 1, reached." in said
    assert "New: you may now go into the key board." in said
    assert sitting.stars("B4") == ("sound", "par", "light")


def test_a_deadlock_says_who_waits_for_whom(sit):
    sitting = sit("C4")
    said = sitting.type("doors")
    assert "This time: did not work, 0 of 4 served, stuck from 3 s on." in said
    assert "Deadlock: Bo holds mitt_lock, wants tray_lock, held by Cy, who wants mitt_lock." in said
    assert "Cy is stuck for ever: wants mitt_lock, held by Bo." in sitting.type("day")


def test_plans_are_kept_and_put_back_by_name(sit):
    sitting = sit("B4")
    assert sitting.type("plans").startswith("No plans are kept yet.")
    sitting.type("lock till")
    assert sitting.type("save as My Till") == "Kept as My Till."
    sitting.type("reset")
    assert "Added line 29, level 1: with till_lock:" in sitting.type("load my")
    sitting.type("undo")
    assert sitting.type("plans") == "Plan 1, My Till: no stars."
    assert "Added line 29, level 1: with till_lock:" in sitting.type("load 1")
    assert sitting.type("save") == "A plan needs a name."
    assert sitting.type("forget 1") == "Forgotten: My Till."


def test_a_solution_is_put_there_and_not_run(sit):
    sitting = sit("B4")
    assert sitting.type("solution").splitlines()[:3] == LOCKED
    assert sitting.session.place.bench.day is None


def test_while_the_inspector_is_there_one_hears_how_far_he_is_and_can_stop_him(sit):
    sitting = sit("B4")
    session = sitting.session
    assert session.answer("inspect")[0].startswith("The inspector is here.")
    assert session.asking
    assert session.progress().startswith("Still at work: ")
    assert session.stop().startswith("He is asked to stop")
    session.place.bench.wait()
    assert any(line.startswith("Always: ") for line in session.listen())
    assert not session.asking
