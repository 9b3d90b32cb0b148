"""The wicked manager: the player's moves on the real engine, back and forth."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cafe_sim.content.loading import load_level
from cafe_sim.game.scheduler import Scheduler, easiest

B3 = load_level(Path(__file__).parents[2] / "levels" / "B3.toml")


@pytest.fixture
def manager():
    scheduler = Scheduler(B3)
    yield scheduler
    scheduler.close()


def play(scheduler: Scheduler, moves: str) -> None:
    for key in moves:
        assert scheduler.move(int(key)) == ""


def test_at_the_start_both_want_to_read_and_nobody_has_moved(manager):
    view = manager.view()
    assert [(a.name, a.next, a.can_move) for a in view.actors] == [
        ("Bo", "read till.total", True),
        ("Cy", "read till.total", True),
    ]
    assert view.moves == ()
    assert view.value == "till.total  0.00"


def test_one_bad_moment_is_enough_and_the_moves_tell_the_story(manager):
    play(manager, "1221")
    view = manager.view()
    assert view.won
    assert [f"{move.actor} {move.text}" for move in view.moves] == [
        "Bo reads till.total: 0.00",
        "Cy reads till.total: 0.00",
        "Cy writes till.total: 3.00",
        "Bo writes till.total: 3.00",
    ]
    result = manager.result()
    assert (result.sound, result.par, result.light) == (True, True, True)
    assert "lost-update" in {fault.kind for fault in result.faults}


def test_two_bad_moments_win_too_but_are_no_light_touch(manager):
    play(manager, "1212")
    assert manager.won
    assert not manager.result().light


def test_one_after_the_other_the_till_is_right(manager):
    play(manager, "1122")
    view = manager.view()
    assert view.over
    assert not view.won
    assert "6.00, and that is right" in view.verdict


def test_what_somebody_carries_in_his_head_is_shown(manager):
    play(manager, "1")
    bo, cy = manager.view().actors
    assert bo.head == "read 0.00, will write 3.00"
    assert cy.head == ""
    assert bo.next == "write till.total"


def test_back_is_as_if_it_had_not_been(manager):
    play(manager, "12")
    before = manager.view()
    play(manager, "1")
    assert manager.back() == ""
    assert manager.view() == before
    manager.restart()
    assert manager.view().moves == ()
    assert "Nobody has moved" in manager.back()


def test_who_has_finished_cannot_move_and_the_refusal_says_so(manager):
    play(manager, "11")
    assert "Bo cannot move: has finished" in manager.move(1)
    assert "nobody with the number 7" in manager.move(7)


def test_the_fewest_moves_and_preemptions_that_win():
    assert B3.scene is not None
    assert easiest(B3.scene) == (4, 1)


@given(st.lists(st.integers(1, 2), max_size=8))
@settings(deadline=None, max_examples=30)
def test_any_way_to_play_ends_at_three_or_six_and_only_overlap_loses(keys):
    scheduler = Scheduler(B3)
    try:
        made = [key for key in keys if scheduler.move(key) == ""]
        while not scheduler.over:
            key = next(int(a.key) for a in scheduler.view().actors if a.can_move)
            assert scheduler.move(key) == ""
            made.append(key)
        overlaps = made not in ([1, 1, 2, 2], [2, 2, 1, 1])
        assert scheduler.won == overlaps
        assert scheduler.value == (3.0 if overlaps else 6.0)
    finally:
        scheduler.close()
