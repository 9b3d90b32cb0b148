"""Who waits for a decision, and when the clock stands for them."""

from __future__ import annotations

from shipped import level

from cafe_sim.cafe.model import HandOver, Plan, Rules
from cafe_sim.game.days.played import play_day
from cafe_sim.game.serving.rail import Rail


def rail(name: str, plan: Plan) -> Rail:
    one = level(name)
    return Rail(one.shop, plan, play_day(one.shop, plan, one.title))


def numbers(stays) -> list[int]:
    return [stay.number for stay in stays]


def test_whom_a_rule_sees_to_waits_for_nobody():
    plan = Plan(rules=(Rules(makers={"cider": ("Carl",)}),))
    ruled = rail("A9", plan)
    assert numbers(rail("A9", Plan()).undecided(5.0)) == [1, 2, 3, 4]
    assert numbers(ruled.undecided(5.0)) == [3, 4]
    assert numbers(ruled.coming(5.0)) == list(range(5, 13))


def test_a_rule_without_a_maker_sees_to_nobody():
    assert rail("A9", Plan(rules=(Rules(makers={"cider": ()}),))).covered == frozenset()


def test_the_clock_stands_for_who_comes_in_and_for_who_gets_free_and_not_for_a_barista():
    plan = Plan(hand_overs=(HandOver(0, 1, "Carl"), HandOver(2, 3, "Ana")))
    of = rail("A9", plan)
    assert of.next_stop(2.0, 30.0) == (5.0, "a filter came in")
    assert of.next_stop(5.0, 6.5) == (6.0, "Carl is free")
    assert of.next_stop(7.0, 9.9) is None, "Ana's latte is out at 7, and her hands were free before"


def test_a_barista_could_always_take_one_more_and_a_clerk_only_when_free():
    one_clerk = rail("A1", Plan(hand_overs=(HandOver(0, 1, "Carl"),)))
    assert not one_clerk.wants_decision(4.0)
    assert one_clerk.wants_decision(8.0)
    assert rail("A3", Plan(hand_overs=(HandOver(0, 1, "Ana"),))).wants_decision(1.0)


def test_when_the_van_is_taken_nobody_waits_for_the_bakers_any_more():
    plan = Plan(hand_overs=(HandOver(0, 1, "Bo"), HandOver(0, 7, "Carl")))
    of = rail("B1", plan)
    assert not of.batch_is_taken(0.0)
    assert of.batch_is_taken(1.0)
    assert 2 in numbers(of.undecided(0.0))
    assert not {2, 3, 4, 5, 6} & set(numbers(of.undecided(1.5)))


def test_nothing_moves_once_all_who_came_are_patient_and_nobody_has_them():
    of = rail("B1", Plan())
    assert of.last_moment >= 17
    assert of.nothing_moves(of.last_moment + 60)
    assert not of.nothing_moves(0.0)
