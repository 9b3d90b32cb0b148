"""What a day's ledger adds up to."""

from __future__ import annotations

from cafe_shops import B6
from msgspec.structs import replace

from cafe_sim.cafe.day import Day
from cafe_sim.cafe.ledger import mean, percentile, waits
from cafe_sim.cafe.model import Order, Plan, Thing


def test_who_is_told_that_there_is_none_left_is_answered_and_counts_in_no_mean_wait():
    """One croissant, two customers, a second apart; the bag takes a second, and the wrapping three."""
    shop = replace(
        B6,
        things=(Thing("case", "croissants", start=1),),
        orders=(Order(0, "croissant", to="Bo"), Order(1, "croissant", to="Bo")),
    )
    day = Day(shop, Plan()).run()
    assert [(entry.state, entry.wait) for entry in day.ledger] == [("served", 4.0), ("sold out", 3.0)]
    assert (day.served, day.lost) == (2, 0)
    assert (day.mean_wait, day.p95_wait) == (4.0, 4.0)


def test_who_leaves_has_no_wait():
    impatient = tuple(replace(item, patience=5.0) for item in B6.items)
    day = Day(replace(B6, orders=(Order(0, "croissant", to="Bo"),) * 2, items=impatient), Plan()).run()
    assert [(entry.state, entry.wait) for entry in day.ledger] == [("served", 4.0), ("left", None)]
    assert waits(day.ledger) == [4.0]


def test_of_twenty_waits_the_longest_but_one_is_what_nineteen_do_not_exceed():
    assert percentile([float(n) for n in range(1, 21)], 0.95) == 19.0


def test_of_nobody_there_is_neither_mean_nor_percentile():
    assert mean([]) is None
    assert percentile([], 0.95) is None
