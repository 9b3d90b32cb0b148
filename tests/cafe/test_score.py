"""Floors, against cases that can be worked out by hand, and against every schedule of small cases."""

from __future__ import annotations

from itertools import product

import pytest
from cafe_shops import A1, A2, A3, A4, A9, B1, B2, B4, B6, B9, C4, D1
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from cafe_sim.cafe.day import Day
from cafe_sim.cafe.model import Item, Order, Plan, Rules, Shop, Station, Step, Thing, Worker
from cafe_sim.cafe.score import Measured, critical_path, floor, hands_needed, pigeonhole


@pytest.mark.parametrize(
    ("shop", "kind", "least"),
    [
        (A1, "mean wait", 4.4),
        (A2, "mean wait", 8.545),
        (A3, "mean wait", 6.75),
        (A4, "mean wait", 10),
        (A9, "mean wait", 7.083),
        (B2, "mean wait", 7.833),
        (B1, "van", 16.5),
        (replace(B1, staff=B1.staff[:2]), "van", 30),  # one baker for it all
        (B4, "closing", 18),
        (B6, "closing", 8),
        (C4, "closing", 12),
        (B9, "closing", 8),
        (D1, "closing", 18),
    ],
)
def test_the_floors_of_the_first_levels(shop: Shop, kind: Measured, least: float) -> None:
    assert floor(shop, kind) == pytest.approx(least, abs=0.001)


def item(name: str, *steps: Step, makers: tuple[str, ...] = ()) -> Item:
    return Item(name, steps, makers=makers)


BO, CY, ANA = Worker("Bo", "baker"), Worker("Cy", "baker"), Worker("Ana", "barista")
ROLL = item("roll", Step("bake", "wait", 4, station="oven"))


def test_who_comes_last_and_needs_longest_from_then_on_decides_where_there_are_hands_enough() -> None:
    shop = Shop((item("roll", Step("shape", "block", 5)),), (BO, CY), (Order(0, "roll"), Order(10, "roll")))
    assert floor(shop, "closing") == 15


def test_one_oven_decides_where_nobody_need_stand_beside_it() -> None:
    shop = Shop((ROLL,), (ANA,), (Order(0, "roll"),) * 4, stations=(Station("oven", 1),))
    assert floor(shop, "closing") == 16
    assert floor(replace(shop, stations=(Station("oven", 2),)), "closing") == 8
    assert Day(shop, Plan(rules=(Rules({"roll": ("Ana",)}),))).run().closes == 16


def test_so_does_a_thing_that_bears_but_one() -> None:
    waffle = item("waffle", Step("bake", "wait", 4, thing="fuse"))
    shop = Shop((waffle,), (ANA,), (Order(0, "waffle"),) * 3, things=(Thing("fuse", most=1),))
    assert floor(shop, "closing") == 12


def test_a_barista_goes_on_with_the_next_meanwhile_so_nothing_before_the_oven_adds_up() -> None:
    roll = item("roll", Step("rise", "wait", 5), Step("bake", "wait", 4, station="oven"))
    orders = (Order(0, "roll", to="Ana"),) * 2
    shop = Shop((roll,), (ANA,), orders, stations=(Station("oven", 1),))
    assert Day(shop, Plan()).run().closes == 13
    assert floor(shop, "closing", in_order=True) == 9


def test_nobody_is_at_the_oven_before_their_customer_has_come() -> None:
    shop = bakery([[(4, 1, 5, 1)], [(4, 1, 5, 1)]], 1)
    assert floor(shop, "closing", in_order=True) == 4 + 1 + 2 * 5 + 1


def test_of_a_stock_that_is_short_the_shortest_are_sold_and_other_things_are_not_touched() -> None:
    def taking(name: str, thing: str, seconds: float) -> Item:
        return item(name, Step("take", "take", thing=thing), Step("wrap", "block", seconds))

    items = (taking("bread", "case", 10), taking("bun", "case", 2), taking("tea", "jar", 3))
    things = (Thing("case", "left", start=1), Thing("jar", "left", start=5))
    shop = Shop(items, (BO,), (Order(0, "bread"), Order(0, "bun"), Order(0, "tea")), things=things)
    assert floor(shop, "closing") == 2 + 3
    assert floor(replace(shop, things=(Thing("case", "left", start=2), things[1])), "closing") == 10 + 2 + 3


def test_hands_are_needed_for_a_wait_where_no_barista_could_make_it() -> None:
    latte = item("latte", Step("grind", "work", 2), Step("brew", "wait", 6), makers=("Ana", "Bo"))
    shop = Shop((latte,), (ANA, BO), (Order(0, "latte"),))
    assert hands_needed(shop, latte) == 2
    assert hands_needed(shop, replace(latte, makers=("Bo",))) == 8


# ---- heads and tails -----------------------------------------------------------------------------

ORDER = st.tuples(st.integers(0, 4), *(st.integers(1, 5) for _ in range(3)))
"""When it comes in, and how long its three steps take, the second of them in the oven."""


def bakery(shares: list[list[tuple[int, ...]]], places: int) -> Shop:
    """A baker for each share of the orders, and an oven."""
    names = ("Bo", "Cy", "Di")
    items = tuple(
        Item(
            f"loaf {who} {n}",
            (Step("a", "block", a), Step("b", "wait", b, station="oven"), Step("c", "block", c)),
        )
        for who, share in zip(names, shares, strict=False)
        for n, (_, a, b, c) in enumerate(share)
    )
    orders = tuple(
        Order(at, f"loaf {who} {n}", to=who)
        for who, share in zip(names, shares, strict=False)
        for n, (at, *_) in enumerate(share)
    )
    staff = tuple(Worker(who, "baker") for who in names[: len(shares)])
    return Shop(items, staff, orders, stations=(Station("oven", places),))


def test_the_third_at_a_fuse_for_two_waits_for_the_first_and_then_has_a_waffle_and_a_half_to_go() -> None:
    """2 s to stir, 4 s until the fuse bears another, and from there on 7 s and a whole waffle's 9."""
    assert floor(D1, "closing") == 18
    assert floor(D1, "closing", in_order=True) == 2 + 4 + 7 + 9


@given(st.lists(st.lists(ORDER, min_size=1, max_size=3), min_size=1, max_size=3), st.integers(1, 2))
@settings(deadline=None, max_examples=60)
def test_no_day_ends_before_its_heads_and_tails_allow(shares: list[list[tuple[int, ...]]], places: int) -> None:
    shop = bakery(shares, places)
    closes = Day(shop, Plan()).run().closes
    assert closes is not None
    assert closes >= floor(shop, "closing", in_order=True) - 1e-9
    assert floor(shop, "closing", in_order=True) >= floor(shop, "closing")


def test_who_may_be_sent_away_uses_no_place_for_certain() -> None:
    look = Step("look", "look", thing="case")
    shop = bakery([[(0, 1, 4, 1)], [(0, 1, 4, 1)]], 1)
    items = tuple(replace(item, steps=(look, *item.steps)) for item in shop.items)
    assert floor(shop, "closing", in_order=True) == 10
    assert floor(replace(shop, items=items), "closing", in_order=True) == floor(shop, "closing")


def test_coffee_is_a_branch_beside_the_scones() -> None:
    assert critical_path(A4.items[0]) == 5 + 4 + 1


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6), st.integers(1, 3))
def test_no_way_to_share_out_jobs_beats_the_pigeonhole(jobs: list[int], workers: int) -> None:
    best = min(
        max(sum(job for job, who in zip(jobs, shares, strict=True) if who == worker) for worker in range(workers))
        for shares in product(range(workers), repeat=len(jobs))
    )
    assert max(jobs) <= pigeonhole(jobs, workers) + 1e-9 <= best + 2e-9


@pytest.mark.parametrize(
    ("jobs", "workers", "least"), [([4, 4, 4, 4], 3, 8), ([6, 6, 6, 3, 3, 3], 2, 13.5), ([], 2, 0)]
)
def test_pigeonhole_by_hand(jobs: list[float], workers: int, least: float) -> None:
    assert pigeonhole(jobs, workers) == least
