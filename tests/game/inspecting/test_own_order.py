"""An order of one's own: the very program that is inspected, one operation at a time, forward and back."""

from __future__ import annotations

from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shipped import level

from cafe_sim.content.subjects import round_subject
from cafe_sim.engine.explore import inspect
from cafe_sim.game.inspecting.own_order import OwnOrder, schedule_of


def inspected(name: str, plan=None) -> OwnOrder:
    subject = round_subject(level(name), level(name).naive if plan is None else plan)
    return OwnOrder(subject, name, schedule_of(inspect(subject)))


def own_order(name: str, plan) -> OwnOrder:
    return OwnOrder(round_subject(level(name), plan), name)


def test_two_who_want_what_the_other_has_say_so():
    with closing(inspected("C4")) as order:
        assert [actor.next for actor in order.view().actors] == ["take mitt_lock", "take tray_lock"]
        order.move(1)
        order.move(2)
        view = order.view()
        assert [actor.why for actor in view.actors] == [
            "wants tray_lock, held by Cy, who wants mitt_lock, held by Bo: a closed circle",
            "wants mitt_lock, held by Bo, who wants tray_lock, held by Cy: a closed circle",
        ]
        assert view.over
        assert not view.good
        assert view.verdict == "Bo holds mitt_lock, wants tray_lock, held by Cy, who wants mitt_lock."


def test_who_waits_says_for_whom_and_another_may_go_on():
    with closing(inspected("C4")) as order:
        order.move(1)
        order.move(1)
        _, cy = order.view().actors
        assert (cy.can_move, cy.why) == (False, "wants tray_lock, held by Bo")
        assert [thought.when for thought in cy.thoughts] == ["stuck"]
        assert order.move(2) == "Cy cannot move: wants tray_lock, held by Bo."
        assert len(order.view().moves) == 2


def test_the_inspectors_way_lies_ahead_and_goes_wrong():
    with closing(inspected("B4")) as order:
        ahead = len(order.view().ahead)
        assert ahead
        for _ in range(ahead):
            assert order.forward() == ""
        view = order.view()
        assert view.over
        assert not view.good
        assert view.verdict == "The till holds 3.00; 2 sales come to 6.00."
        assert [move.wrong for move in view.moves if move.wrong] == ["Bo's 3.00 is lost"]


def test_it_can_be_left_anywhere_and_then_it_may_go_right_by_luck():
    with closing(inspected("B4")) as order:
        order.move(1)
        order.move(1)
        assert not order.view().ahead, "another order than his"
        assert order.view().goal == "Make it go wrong."
        order.move(2)
        order.move(2)
        view = order.view()
        assert view.good
        assert view.verdict.startswith("This order comes out right, by luck: ")


def test_a_plan_that_is_mended_goes_right_whoever_goes_first():
    for first in (1, 2):
        with closing(own_order("B4", level("B4").reference)) as order:
            order.move(first)
            while not order.over:
                able = [int(actor.key) for actor in order.view().actors if actor.can_move]
                order.move(able[0])
            assert order.view().verdict == "This order goes right."


def test_back_is_where_one_was():
    with closing(own_order("B4", level("B4").naive)) as order:
        order.move(1)
        before = order.view()
        order.move(2)
        order.back()
        after = order.view()
        assert after.actors == before.actors
        assert after.values == before.values
        assert after.ahead == ("Cy",)


def test_what_the_last_one_does_alone_is_no_move_and_is_said_with_what_it_spoils():
    with closing(inspected("B4")) as order:
        for key in (2, 1, 2):
            order.move(key)
        view = order.view()
        assert view.over
        assert [move.actor for move in view.moves] == ["Cy", "Bo", "Cy"]
        assert [(step.actor, step.text, step.wrong) for step in view.after] == [
            ("Bo", "writes till.total: 3.00", "Cy's 3.00 is lost")
        ]
        bo, _ = view.actors
        assert "writes till.total: 3.00" in [thought.text for thought in bo.thoughts]


def test_nobody_is_preempted_who_took_a_break():
    with closing(inspected("B4")) as order:
        order.move(2)  # reads, and counts for a second
        assert order.view().preempted == ""
        order.move(1)
        assert order.view().preemptions == 0


def test_operations_are_called_as_the_inspectors_story_calls_them():
    with closing(inspected("D1")) as order:
        order.move(1)
        assert [move.text for move in order.view().moves] == ["loads the fuse for #1"]


def test_who_serves_as_the_programs_main_thread_has_a_number_too():
    plan = level("B1").reference
    with closing(own_order("B1", plan)) as order:
        assert [actor.name for actor in order.view().actors] == ["Carl", "Bo", "Cy"]


@pytest.mark.parametrize("name", ["B1", "B4", "B6", "B9", "C4", "D1", "D5"])
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_any_order_can_be_gone_through_to_its_end_and_back(name, data):
    with closing(own_order(name, level(name).naive)) as order:
        start = order.view()
        while not order.over:
            view = order.view()
            able = [actor for actor in view.actors if actor.can_move]
            mover = data.draw(st.sampled_from(able))
            assert order.move(int(mover.key)) == ""
            preempts = view.preempted not in ("", mover.name)
            assert order.view().preemptions == view.preemptions + preempts
        assert order.view().verdict
        order.restart()
        assert order.view().actors == start.actors
