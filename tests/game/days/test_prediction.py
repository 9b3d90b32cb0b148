"""Predictions: what is asked before a run, what came, and that nobody is ever blamed for a guess."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shipped import level

from cafe_sim.engine.explore import Inspection
from cafe_sim.game.days.played import play_day
from cafe_sim.game.days.prediction import KEYS, before_day, before_visit, called_of, day_came, visit_came


def visited(verdict: str, traces: int, wrong: int, *, complete: bool = True) -> Inspection:
    return Inspection("B4", verdict, "", traces, traces, None, 0.1, (), wrong, complete)


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("A2", "Will everybody be served today?"),
        ("A4", "Will every order be served right today?"),
        ("B4", "Will the till be right today?"),
        ("B6", "Will everybody get what was sold to them today?"),
        ("C4", "Will everybody get done today?"),
    ],
)
def test_what_is_asked_is_what_can_go_wrong_in_the_level(name, question):
    assert before_day(level(name)).question == question


def test_a_day_has_no_sometimes_and_every_answer_has_a_key():
    assert list(before_day(level("B4")).answers) == ["yes", "no"]
    assert list(before_visit(level("B4")).answers) == ["yes", "no", "sometimes"]
    assert set(before_visit(level("B4")).answers) == set(KEYS)


def test_the_naive_till_is_called():
    b4 = level("B4")
    came = day_came(play_day(b4.shop, b4.naive, b4.title).outcome)
    asked = before_day(b4)
    right, wrong = called_of(asked, "no", came), called_of(asked, "yes", came)
    assert right is not None
    assert (right.right, right.words) == (True, "You called it: it went wrong today.")
    assert wrong is not None
    assert (wrong.right, wrong.words) == (False, "You said “yes”: it went wrong today.")


@pytest.mark.parametrize(
    ("inspection", "came"),
    [
        (visited("certified", 2, 0), "yes"),
        (visited("broken", 4, 2), "sometimes"),
        (visited("broken", 4, 4), "no"),
        (visited("broken", 4, 4, complete=False), None),
        (visited("broken", 4, 2, complete=False), "sometimes"),
        (visited("broken", 4, 0), None),
        (visited("bounded", 90, 0, complete=False), None),
        (visited("sampled", 90, 0, complete=False), None),
    ],
)
def test_what_came_of_a_visit_is_no_more_than_was_found_out(inspection, came):
    assert visit_came(inspection) == came


def test_where_nobody_knows_nobody_was_right_or_wrong():
    assert (
        called_of(before_visit(level("B4")), "yes", visit_came(replace(visited("bounded", 9, 0), complete=False)))
        is None
    )
