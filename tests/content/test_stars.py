"""Par and the light touch, figure by figure: just reached, and just missed."""

from __future__ import annotations

from dataclasses import replace as changed

import pytest
from msgspec.structs import replace
from shipped import level

from cafe_sim.cafe.day import Day, DayOutcome
from cafe_sim.cafe.measures import Guards
from cafe_sim.cafe.model import HandOver, Plan, Rules, Signal, StepRef
from cafe_sim.content.level import Light
from cafe_sim.content.stars import by_hand, is_light, needs_inspector, reaches_par, speed

NO_GUARDS = Guards(0, 0.0, {})


def reference_day(id: str) -> DayOutcome:
    one = level(id)
    return Day(one.shop, one.reference).run()


# ---- sound ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "hangs_on_luck"), [("A1", False), ("A9", False), ("B1", True), ("B4", True), ("A5", True)]
)
def test_where_things_are_shared_or_a_program_is_changed_one_day_says_nothing_of_the_others(id, hangs_on_luck):
    assert needs_inspector(level(id)) == hangs_on_luck


# ---- par -----------------------------------------------------------------------------------------


def test_par_itself_is_par_and_a_hundredth_more_is_not():
    one, day = level("A1"), reference_day("A1")
    assert reaches_par(one, changed(day, mean_wait=one.measure.par))
    assert not reaches_par(one, changed(day, mean_wait=one.measure.par + 0.01))


def test_who_loses_somebody_is_not_quick():
    one, day = level("A1"), reference_day("A1")
    assert not reaches_par(one, changed(day, worked=False, mean_wait=1.0))


def test_where_everybody_is_told_that_there_is_none_left_nobody_waited_and_no_par_is_reached():
    assert not reaches_par(level("A1"), changed(reference_day("A1"), mean_wait=None))


@pytest.mark.parametrize(("id", "figure"), [("A1", "mean_wait"), ("B4", "closes"), ("B1", "van")])
def test_each_level_is_measured_by_its_own_measure(id, figure):
    day = reference_day(id)
    assert speed(level(id), day) == getattr(day, figure) is not None


def test_a_program_to_break_has_no_speed():
    assert speed(level("B3"), reference_day("A1")) is None
    assert not reaches_par(level("B3"), reference_day("A1"))


# ---- the light touch -----------------------------------------------------------------------------

BAKE, WRAP = StepRef("croissant", "bake"), StepRef("croissant", "wrap")


@pytest.mark.parametrize(
    ("light", "within", "beyond"),
    [
        (Light(tags=1), Plan(joins=("Bo",)), Plan(joins=("Bo", "Cy"))),
        (Light(marks=1), Plan(together={"bun": (("a", "b"),)}), Plan(together={"bun": (("a", "b", "c"),)})),
        (
            Light(marks=2),
            Plan(together={"bun": (("a", "b"), ("c", "d"))}),
            Plan(together={"bun": (("a", "b"), ("c", "d")), "tea": (("a", "b"),)}),
        ),
        (Light(sent=1), Plan(hatch={"bun": ("a",)}), Plan(hatch={"bun": ("a",), "tea": ("a",)})),
        (
            Light(signals=1),
            Plan(signals=(Signal("bell", after=(BAKE,)),)),
            Plan(signals=(Signal("bell", after=(BAKE,)), Signal("gong", after=(WRAP,)))),
        ),
        (
            Light(rules=2),
            Plan(rules=(Rules({"croissant": ("Bo", "Cy"), "tea": ("Bo",)}),)),
            Plan(rules=(Rules({"croissant": ("Bo",), "tea": ("Bo",)}), Rules({"croissant": ("Cy",)}, at=5))),
        ),
        (Light(rules=2), Plan(), Plan(hand_overs=(HandOver(0, 1, "Bo"),))),
        (
            Light(rules=2, by_rule=("tea",)),
            Plan(hand_overs=(HandOver(0, 1, "Bo"),)),  # a croissant
            Plan(rules=(Rules({"tea": ("Bo",), "bun": ("Bo",), "pie": ("Bo",)}),)),
        ),
    ],
)
def test_a_plan_keeps_to_the_figure_or_goes_beyond_it(light, within, beyond):
    one = replace(level("B4"), light=light)
    assert is_light(one, within, NO_GUARDS)
    assert not is_light(one, beyond, NO_GUARDS)
    assert is_light(replace(one, light=Light()), beyond, NO_GUARDS), "what is not named does not count"


def test_where_rules_are_to_do_it_the_orders_that_hands_gave_out_are_named():
    one = level("A1")
    plan = Plan(hand_overs=tuple(HandOver(13, order, "Carl") for order in (5, 2, 3)))
    assert [
        by_hand(replace(one, light=light), plan)
        for light in (Light(rules=1), Light(rules=1, by_rule=("espresso",)), Light(by_rule=("espresso",)))
    ] == [(5, 2, 3), (5, 3), ()]


def test_lines_of_a_text_count_that_are_not_the_levels():
    one = replace(level("A5"), light=Light(lines=1))
    text = one.shop.program
    for more, is_one_line in (("", True), ("x = 1\n", True), ("x = 1\ny = 2\n", False)):
        assert is_light(one, Plan(text=text + more), NO_GUARDS) == is_one_line
    assert is_light(one, Plan(), NO_GUARDS), "who has typed nothing has changed nothing"


@pytest.mark.parametrize(
    ("light", "within", "beyond"),
    [
        (Light(locks=1), Guards(1, 60.0, {}), Guards(2, 0.0, {})),
        (Light(held=6.0), Guards(3, 6.0, {}), Guards(1, 6.01, {})),
        (Light(held=6.0, holding="till"), Guards(2, 60.0, {"till": 6.0, "oven": 54.0}), Guards(1, 7.0, {"till": 7.0})),
        (Light(held=0.0, holding="till"), Guards(1, 9.0, {"oven": 9.0}), Guards(1, 1.0, {"till": 1.0})),
    ],
)
def test_so_do_the_locks_and_how_long_they_are_held(light, within, beyond):
    one = replace(level("B4"), light=light)
    assert is_light(one, Plan(), within)
    assert not is_light(one, Plan(), beyond)
