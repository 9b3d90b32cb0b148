"""A run beside the plans that ship with its level: run for real, the right ones compared, the wrong ones counted."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shipped import level

from cafe_sim.game.afterwards.comparing import BINS, Comparison, compared, histogram_of
from cafe_sim.game.views import Figure


@cache
def all_of(name: str) -> Comparison:
    (*_, last) = compared(level(name))
    return last


def measured(value: float, name: str = "mean wait") -> Figure:
    return Figure(name, value, "s", 9.4, 4.4, True)


def test_the_till_has_three_plans_that_are_right_and_their_figures_are_the_tables():
    known = all_of("B4")
    assert (known.plans, known.wrong) == (7, 4)
    assert sorted(row["closes at"] for row in known.rows) == [19, 20, 36]
    assert sorted(row["held"] for row in known.rows) == [6, 12, 36]


def test_lucky_plans_are_wrong_plans_however_fast():
    """The naive till closes at 18 and Cy's coming late at 19 with the right sum: neither is compared with."""
    assert min(row["closes at"] for row in all_of("B4").rows) == 19


def test_among_plans_of_a_serve_level_are_those_who_do_not_think_and_the_reference_with_late_hands():
    known = all_of("A9")
    rows = len(level("A9").proof.rows)
    assert known.plans > rows
    assert known.wrong >= rows - 1
    assert sorted(row["mean wait"] for row in known.rows) == pytest.approx([7.583, 8.583, 9.583, 10.583], abs=0.001)


def test_it_comes_plan_by_plan_so_that_a_screen_can_wait_in_between():
    counts = [known.plans for known in compared(level("C4"))]
    assert counts == list(range(1, 15))


def test_the_same_plan_under_two_names_is_run_once():
    plans = [known.plans for known in compared(level("A2"))]
    assert plans[-1] == 13, "eight rows, three late references, and two policies that no row has"


def test_a_figure_that_no_other_plan_has_is_compared_with_nothing():
    assert Comparison(2, 2).histogram(measured(9.0)) is None
    assert all_of("A9").histogram(measured(9.0, "van out at")) is None


def test_ones_own_place_is_told_in_numbers_and_by_its_bin():
    histogram = histogram_of(10.0, [8.0, 10.0, 10.0, 16.0])
    assert (histogram.better, histogram.same, histogram.worse) == (1, 2, 1)
    assert (histogram.low, histogram.high, histogram.own) == (8.0, 16.0, 2)
    assert histogram.bins == (1, 0, 2, 0, 0, 0, 0, 1)


def test_where_all_are_alike_there_is_one_bin():
    histogram = histogram_of(2.0, [2.0, 2.0])
    assert (histogram.bins, histogram.own) == ((2,), 0)


@given(own=st.floats(0, 1e4), others=st.lists(st.floats(0, 1e4), min_size=1, max_size=40))
def test_every_plan_is_in_one_bin_and_on_one_side(own, others):
    histogram = histogram_of(own, others)
    assert sum(histogram.bins) == len(others)
    assert histogram.better + histogram.same + histogram.worse == len(others)
    assert len(histogram.bins) in (1, BINS)
    assert 0 <= histogram.own < len(histogram.bins)
    assert histogram.low <= own <= histogram.high
