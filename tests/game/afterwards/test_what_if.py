"""What if? The changed day is really run, with the player's own plan, and told beside the one that was."""

from __future__ import annotations

import pytest
from shipped import level

from cafe_sim.cafe.model import HandOver, Plan
from cafe_sim.game.afterwards.what_if import WhatIfView, answered


def asked(name: str, plan: Plan | None = None) -> WhatIfView:
    one = level(name)
    assert one.what_if is not None
    return answered(one, one.what_if, one.reference if plan is None else plan)


def figures(view: WhatIfView) -> dict[str, tuple[float | None, float | None]]:
    return {row.name: (row.was, row.would_be) for row in view.rows}


def test_had_ana_taken_them_all_five_would_have_left():
    view = asked("A2")
    assert view.came == "worse"
    assert figures(view)["served"] == (11, 6)


def test_a_second_place_in_the_oven_changes_nothing():
    view = asked("B2")
    assert view.came == "same"
    assert all(was == would_be for was, would_be in figures(view).values())


def test_di_makes_it_faster_and_not_by_a_third():
    view = asked("B4")
    assert view.came == "better"
    assert figures(view)["closes at"] == (19, 16)


def test_it_is_the_players_own_plan_that_is_run_again():
    """Best of A1: the last espresso is waited for. Its figures stand on the left, whatever is asked."""
    best = next(row.plan for row in level("A1").proof.rows if row.name.startswith("best"))
    assert best is not None
    was, _ = figures(asked("A1", best))["mean wait"]
    assert was == pytest.approx(9.2)


def test_a_lift_for_the_cider_shows_that_it_never_was_its_length():
    view = asked("A9")
    assert view.came == "better"
    assert figures(view)["served"] == (12, 12)
    was, would_be = figures(view)["mean wait"]
    assert was is not None
    assert would_be is not None
    assert would_be < was


def test_where_nobody_was_served_there_is_no_mean_and_it_can_only_get_better():
    view = asked("A2", Plan(hand_overs=(HandOver(0, 1, "Carl"),)))
    assert figures(view)["served"] == (1, 6)
    assert view.came == "better"
    assert figures(asked("A2", Plan()))["mean wait"] == (None, 10.0)


@pytest.mark.parametrize("name", ["A1", "A2", "A3", "A4", "A9", "B1", "B2", "B4", "B6", "C4"])
def test_every_level_with_a_plan_asks_and_says_what_is_to_be_learnt(name):
    view = asked(name)
    assert view.because
    assert view.wrong == ""
    assert len({row.name for row in view.rows}) == len(view.rows)
