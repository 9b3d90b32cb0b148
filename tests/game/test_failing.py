"""What the inspector found, told operation by operation: short, in order, and with the place where it goes wrong."""

from functools import cache
from pathlib import Path

import pytest

from cafe_sim.cafe.model import Plan
from cafe_sim.cafe.round import whole_round
from cafe_sim.content.subjects import round_shop
from cafe_sim.content.level import Level
from cafe_sim.content.loading import load_level
from cafe_sim.game import moves
from cafe_sim.game.failing import failing
from cafe_sim.game.views import FailingView

LEVELS = Path(__file__).parents[2] / "levels"


@cache
def level(name: str) -> Level:
    return load_level(LEVELS / f"{name}.toml")


def found(name: str, plan: Plan | None = None) -> FailingView:
    lv = level(name)
    shop, plan = round_shop(lv), plan or lv.naive
    view = failing(shop, plan, lv.title, whole_round(shop, plan, lv.title))
    assert view is not None
    return view


def told(view: FailingView) -> list[str]:
    return [f"{step.actor} {step.text} ({step.line}){f' ✗ {step.wrong}' if step.wrong else ''}" for step in view.steps]


def test_a_lost_update_ends_with_what_is_lost():
    view = found("B4")
    assert view.fault.kind == "lost-update"
    assert view.seen == "in 4 of the 6 orders of this round"
    assert told(view) == [
        "Bo reads till.total: 0.00 (27)",
        "Cy reads till.total: 0.00 (27)",
        "Cy writes till.total: 3.00 (27)",
        "Cy hands out #2 (29)",
        "Bo writes till.total: 3.00 (27) ✗ Cy's 3.00 is lost",
        "Bo hands out #1 (29)",
    ]
    assert "till.total += count(order.price)" in view.program.splitlines()[26]


def test_check_then_act_goes_wrong_at_the_act_although_every_touch_is_locked():
    view = found("B6", moves.hang(level("B6").shop, level("B6").naive, "case", 1))
    wrong = [step for step in view.steps if step.wrong]
    assert [(step.text, step.wrong) for step in wrong] == [("writes case.croissants: -1", "there were none left")]


def test_a_deadlock_ends_with_what_everybody_wants():
    assert told(found("C4"))[-2:] == [
        "Bo wants tray_lock (32) ✗ held by Cy",
        "Cy wants mitt_lock (44) ✗ held by Bo",
    ]


def test_a_broken_rule_is_told_where_it_is_broken():
    lv = level("A4")
    plan = moves.together(lv.shop, moves.together(lv.shop, lv.naive, "table", "grind"), "table", "brew")
    first = found("A4", plan).steps[0]
    assert (first.actor, first.text, first.wrong) == ("Ana", "goes on", "without boil and grind")


@pytest.mark.parametrize("name", ["A4", "B4", "B6", "C4"])
def test_a_clean_round_has_nothing_to_show(name):
    lv = level(name)
    shop = round_shop(lv)
    assert failing(shop, lv.reference, lv.title, whole_round(shop, lv.reference, lv.title)) is None


def test_consequences_come_before_a_mere_data_race():
    lv = level("C4")
    view = found("C4", moves.take_off(lv.shop, lv.naive, "tray"))
    assert view.fault.kind == "lost-update"
    assert any("is lost" in step.wrong for step in view.steps)
