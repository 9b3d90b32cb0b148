"""Players that do not think do what their names say."""

from __future__ import annotations

from math import factorial, isclose

import msgspec
import pytest

from cafe_sim.cafe.day import Day
from cafe_sim.cafe.model import Item, Order, Plan, Shop, Step, Worker
from cafe_sim.content import Level, load_campaign
from cafe_sim.content.census import batch_plans, grouping_plans, ordered_partitions, plans_of
from cafe_sim.content.policies import (
    all_to,
    by_length,
    dumb_policies,
    in_turn,
    neighbours,
    orders_of_service,
    plan_of,
    policy_names,
    reference_sharing,
    ruled,
    shared,
    sharings,
)

LEVELS = {level.id: level for level in load_campaign()}


def shop(*orders: tuple[float, str], staff: str = "Bo Cy") -> Shop:
    """Short cups of 2 s and long ones of 6, made by bakers."""
    return Shop(
        items=(Item("short", (Step("a", "block", 2),)), Item("long", (Step("b", "block", 6),))),
        staff=tuple(Worker(name, "baker") for name in staff.split()),
        orders=tuple(Order(at, item) for at, item in orders),
    )


def who(plan: Plan) -> str:
    """The plan's workers by order number."""
    return " ".join(move.to for move in sorted(plan.hand_overs, key=lambda move: move.order))


def served_in_order(shop: Shop, plan: Plan) -> list[int]:
    """Order numbers as they were begun."""
    with Day(shop, plan) as day:
        day.execution.run()
        begun = [entry for entry in day.ledger if entry.begun is not None]
    return [entry.number for entry in sorted(begun, key=lambda entry: (entry.begun, entry.handed))]


def test_shares_that_are_decided_beforehand() -> None:
    day = shop((0, "short"), (1, "long"), (2, "short"), (3, "long"))
    assert who(all_to(day, "Cy")) == "Cy Cy Cy Cy"
    assert who(in_turn(day)) == "Bo Cy Bo Cy"
    assert who(by_length(day, "Bo", short=True)) == "Bo Cy Bo Cy"
    assert who(by_length(day, "Bo", short=False)) == "Cy Bo Cy Bo"
    assert [move.at for move in in_turn(day).hand_overs] == [0, 1, 2, 3]


def test_nobody_is_given_what_they_cannot_make() -> None:
    for level in LEVELS.values():
        if level.kind != "serve":
            continue
        items = {item.name: item for item in level.shop.items}
        for name in policy_names(level.shop):
            for move in plan_of(level.shop, name).hand_overs:
                can = items[level.shop.orders[move.order - 1].item].makers
                assert not can or move.to in can, (level.id, name)


@pytest.mark.parametrize(
    ("policy", "begun"),
    [
        ("first in first out", [1, 2, 3, 4]),
        ("last in first out", [1, 4, 3, 2]),
        ("shortest first", [1, 2, 4, 3]),
        ("longest first", [1, 3, 2, 4]),
    ],
)
def test_orders_of_service_with_one_pair_of_hands(policy: str, begun: list[int]) -> None:
    day = shop((0, "long"), (1, "short"), (2, "long"), (3, "short"), staff="Bo")
    assert served_in_order(day, plan_of(day, policy)) == begun


def test_the_least_patient_is_served_first() -> None:
    day = Shop(
        items=(Item("cup", (Step("a", "block", 2),), patience=30),),
        staff=(Worker("Bo", "baker"),),
        orders=(Order(0, "cup"), Order(1, "cup"), Order(1, "cup", patience=9)),
    )
    assert served_in_order(day, plan_of(day, "least patience first")) == [1, 3, 2]


def test_every_order_of_service_is_gone_through_once_and_the_chances_add_up() -> None:
    day = shop((0, "short"), (0, "long"), (0, "short"), staff="Bo")
    plans = list(orders_of_service(day))
    assert len({repr(plan) for plan, _ in plans}) == len(plans) == factorial(3)
    assert isclose(sum(chance for _, chance in plans), 1)


def test_nothing_is_a_policy_that_answers_nobody() -> None:
    with Day(LEVELS["A1"].shop, plan_of(LEVELS["A1"].shop, "nothing")) as day:
        day.execution.run()
        assert {entry.state for entry in day.ledger} == {"left"}


def test_all_names_of_policies_make_plans() -> None:
    for level in LEVELS.values():
        if level.kind == "serve":
            assert set(dumb_policies(level.shop)) == set(policy_names(level.shop))


def test_few_sharings_are_all_tried_and_many_are_sampled_the_same_way_each_time() -> None:
    every, fair = sharings(LEVELS["A2"])
    assert len(set(every)) == fair == 2**11
    some, fair = sharings(LEVELS["B2"])
    assert fair < len(some) < 3**12
    assert sharings(LEVELS["B2"])[0] == some


def test_neighbours_differ_in_one_to_three_orders() -> None:
    near = list(neighbours(("a", "b", "a", "b"), [("a", "b")] * 4))
    assert len(set(near)) == len(near) == 4 + 6 + 4
    assert ("a", "b", "a", "b") not in near
    assert ("b", "a", "b", "a") not in near


def test_a_long_day_with_many_workers_is_sampled_and_not_enumerated() -> None:
    big = shop(*[(n, "short") for n in range(0, 3000, 30)], staff="Aa Bb Cc Dd Ee Ff Gg Hh")
    level = msgspec.structs.replace(LEVELS["A9"], shop=big, reference=all_to(big, "Aa"))
    tried, fair = sharings(level)
    assert len(tried) <= 4_500
    assert fair == 2_000
    assert len(plan_of(big, "last in first out").hand_overs) == 100
    assert sum(1 for _ in plans_of(msgspec.structs.replace(LEVELS["A4"], shop=many_steps(12)))) == 10_000


def many_steps(count: int) -> Shop:
    steps = tuple(Step(f"s{n}", "wait", 1) for n in range(count))
    return Shop(items=(Item("long", steps),), staff=(Worker("Bo", "baker"),), orders=(Order(0, "long"),))


def test_the_reference_as_a_sharing_is_the_reference() -> None:
    level: Level = LEVELS["A9"]
    assert who(shared(level.shop, reference_sharing(level))).count("Carl") == 4


def test_standing_rules_say_who_can_make_what() -> None:
    rules = ruled(LEVELS["B1"].shop).rules[0]
    assert rules.makers["coffee"] == ("Carl",)
    assert rules.makers["bread"] == ("Bo", "Cy")


def test_ordered_partitions_are_the_fubini_numbers() -> None:
    assert [sum(1 for _ in ordered_partitions("abcde"[:n])) for n in range(6)] == [1, 1, 3, 13, 75, 541]


def test_the_plans_of_a_census_are_all_different() -> None:
    assert len(set(map(repr, grouping_plans(LEVELS["A4"])))) == 541
    assert len(set(map(repr, batch_plans(LEVELS["B1"])))) == 1280
