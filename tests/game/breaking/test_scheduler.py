"""The wicked manager: the player's moves on the real engine, back and forth."""

from dataclasses import replace

import pytest
import shipped
from hypothesis import given, settings
from hypothesis import strategies as st

from cafe_sim.game.breaking.scheduler import Scheduler
from cafe_sim.game.breaking.ways import easiest, way_from, ways_of

B3 = shipped.level("B3")


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


def thoughts(actor):
    return [(thought.text, thought.when) for thought in actor.thoughts]


def test_the_line_opens_into_read_think_and_write(manager):
    play(manager, "1")
    bo, cy = manager.view().actors
    assert thoughts(bo) == [("read 0.00 (v0)", "done"), ("think 0.00, so 3.00", "done"), ("write 3.00", "next")]
    assert thoughts(cy) == [("read till.total", "next"), ("think", "later"), ("write till.total", "later")]
    assert bo.next == "write till.total"


def test_what_is_in_a_head_gets_old_when_somebody_else_writes(manager):
    play(manager, "12")
    assert [actor.stale for actor in manager.view().actors] == ["", ""]
    play(manager, "2")
    bo, cy = manager.view().actors
    assert bo.stale == "old: 3.00 by now (v1)"
    assert bo.head == "has 0.00 in mind, read at v0"
    assert (cy.stale, thoughts(cy)[-1]) == ("", ("wrote 3.00", "done"))


def test_the_move_that_spoils_it_is_marked_and_no_other(manager):
    play(manager, "1221")
    assert [move.wrong for move in manager.view().moves] == ["", "", "", "Cy's 3.00 is lost"]
    assert manager.result().this_time == "you broke it: till.total is 3.00"


def test_without_a_bad_moment_no_move_is_marked(manager):
    play(manager, "1122")
    assert not any(move.wrong for move in manager.view().moves)


def test_back_is_as_if_it_had_not_been(manager):
    play(manager, "12")
    before = manager.view()
    play(manager, "1")
    assert manager.back() == ""
    assert manager.view() == replace(before, ahead=("Bo",)), "but it can be made again"
    manager.restart()
    assert manager.view().moves == ()
    assert "Nobody has moved" in manager.back()


def test_what_was_taken_back_can_be_made_again_until_another_move_is_made(manager):
    play(manager, "122")
    before = manager.view()
    manager.back()
    manager.back()
    assert (manager.forward(), manager.forward()) == ("", "")
    assert manager.view() == before
    assert "no move to make again" in manager.forward()
    manager.back()
    play(manager, "1")
    assert "no move to make again" in manager.forward()


def test_who_has_finished_cannot_move_and_the_refusal_says_so(manager):
    play(manager, "11")
    assert "Bo cannot move: has finished" in manager.move(1)
    assert "nobody with the number 7" in manager.move(7)


def test_the_fewest_moves_and_preemptions_that_win():
    moves, preemptions, way = easiest(B3)
    assert (moves, preemptions) == (4, 1)
    assert (len(way.moves), way.preemptions) == (4, 1)
    assert way.moves[-1].wrong == "Cy's 3.00 is lost"


def test_the_shortest_way_is_shown_only_once_it_is_done(manager):
    play(manager, "121")
    assert manager.view().shortest is None
    play(manager, "2")
    view = manager.view()
    assert view.shortest == easiest(B3).way
    assert (view.preemptions, view.shortest.preemptions) == (2, 1)


def test_shared_values_have_versions_and_say_who_wrote_them(manager):
    play(manager, "122")
    (till,) = manager.view().values
    assert (till.name, till.value, till.version, till.by) == ("till.total", "3.00", 1, "Cy")


def test_any_moment_can_be_gone_to_and_come_back_from(manager):
    play(manager, "1221")
    end = manager.view()
    assert manager.go(1) == ""
    assert [move.text for move in manager.view().moves] == ["reads till.total: 0.00"]
    assert manager.view().ahead == ("Cy", "Cy", "Bo")
    assert manager.go(0) == ""
    assert manager.go(4) == ""
    assert manager.view() == end
    assert "only 4 moves" in manager.go(5)


def test_the_result_has_a_timeline_of_the_players_own_moves(manager):
    play(manager, "1221")
    charts = manager.result().charts
    assert charts is not None
    assert charts.telling is charts.by_steps, "no time passes in it"
    assert {"Bo", "Cy"} <= {row.name for row in charts.by_steps.rows}
    assert any("lost-update" in marker.text for marker in charts.by_steps.markers)


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


def test_the_last_two_hints_are_about_where_one_stands(manager):
    first, far, move = manager.hints()
    assert first == B3.hints[0]
    assert far == "From here 4 more moves are enough. The next is made by Bo."
    assert move == "The next move on a shortest way: Bo reads till.total: 0.00."
    play(manager, "12")
    assert manager.hints()[1:] == (
        "From here 2 more moves are enough. The next is made by Cy.",
        "The next move on a shortest way: Cy writes till.total: 3.00.",
    )


@pytest.mark.parametrize(("moves", "back"), [("11", "1 move"), ("112", "2 moves"), ("1122", "3 moves")])
def test_where_nothing_can_go_wrong_any_more_a_hint_says_how_far_to_go_back(manager, moves, back):
    play(manager, moves)
    _, far, move = manager.hints()
    assert far == f"From here it can no longer be done: step back {back}."
    assert move == f"{far} The next move from there: Cy reads till.total: 0.00."


@given(st.lists(st.sampled_from([1, 2]), max_size=4))
@settings(deadline=None, max_examples=30)
def test_who_does_as_the_hints_say_wins_from_anywhere_on_a_shortest_way(keys):
    scheduler = Scheduler(B3)
    try:
        for key in keys:
            scheduler.move(key)
        kept, way = way_from(B3, [move.transition for move in scheduler.stepping.made])
        scheduler.go(kept)
        for transition in way.made[kept:]:
            assert scheduler.move_of(transition.actor) == ""
        assert scheduler.won
        assert scheduler.hints()[2] == "It is done: no move is missing."
        every = [other for other in ways_of(B3).won if other.made[:kept] == way.made[:kept]]
        assert len(way.made) == min(len(other.made) for other in every)
    finally:
        scheduler.close()
