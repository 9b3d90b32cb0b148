"""Who held what, when: from takings and givings alone."""

from __future__ import annotations

import pytest

from cafe_sim.engine.holdings import Holdings
from cafe_sim.engine.kernel.trace import Event

MITT, TRAY = 1, 2


@pytest.fixture
def holdings():
    return Holdings()


def tell(holdings, *events):
    """(moment, who, operation, thing) of each; a try that failed has False behind it."""
    for moment, who, op, thing, *detail in events:
        holdings.event(moment, Event(moment, 0, 0, op, thing, 0, detail[0] if detail else None), who)


def test_whoever_wants_a_lock_is_stuck_while_another_has_it_and_ready_once_it_is_free(holdings):
    tell(holdings, (1, "Bo", "acquire", MITT), (5, "Bo", "release", MITT))
    assert list(holdings.wanted(MITT, "mitt", 2, 7)) == [(5, "stuck", "wants mitt, held by Bo"), (7, "ready", "")]


def test_a_new_holder_is_a_new_reason(holdings):
    tell(holdings, (0, "Bo", "acquire", MITT), (3, "Bo", "release", MITT), (4, "Cy", "acquire", MITT))
    assert [piece.why for piece in holdings.wanted(MITT, "mitt", 1, 9)] == [
        "wants mitt, held by Bo", "", "wants mitt, held by Cy",
    ]  # fmt: skip


def test_places_are_held_by_several_and_given_back_by_anybody(holdings):
    tell(holdings, (0, "Bo", "down", TRAY), (0, "Cy", "down", TRAY), (2, "Ana", "up", TRAY), (3, "Cy", "up", TRAY))
    assert [(piece.until, piece.why) for piece in holdings.wanted(TRAY, "tray", 0, 4)] == [
        (2, "wants tray, held by Bo and Cy"), (3, "wants tray, held by Cy"), (4, ""),
    ]  # fmt: skip


def test_whoever_holds_two_places_is_named_once_and_may_give_both_back_together(holdings):
    tell(holdings, (0, "Bo", "down", TRAY), (0, "Bo", "down", TRAY), (2, "Bo", "up", TRAY, 2))
    assert list(holdings.wanted(TRAY, "tray", 0, 3)) == [(2, "stuck", "wants tray, held by Bo"), (3, "ready", "")]


def test_what_somebody_else_may_not_give_back_is_still_held(holdings):
    tell(holdings, (0, "Bo", "acquire", MITT), (2, "Cy", "release", MITT, False))
    assert list(holdings.wanted(MITT, "mitt", 0, 4)) == [(4, "stuck", "wants mitt, held by Bo")]


def test_a_try_that_failed_takes_nothing(holdings):
    tell(holdings, (0, "Bo", "try-acquire", MITT, False))
    assert MITT not in holdings
    assert list(holdings.wanted(MITT, "mitt", 0, 2)) == [(2, "ready", "")]
