"""The inspector's round: every order of a small morning, and the words for what was seen."""

from __future__ import annotations

from dataclasses import replace as replace_round

import pytest
from cafe_shops import A2, A4, B4, B6, C4, locked
from msgspec.structs import replace

from cafe_sim.cafe.model import Plan, Shop, Span, Thing
from cafe_sim.cafe.round import always_works, in_words, is_clean, timeless, walk_round, whole_round
from cafe_sim.engine import Fault
from cafe_sim.engine.explore import Found, Round
from cafe_sim.errors import Misuse

TWO_SELLERS = replace(B6, staff=B6.staff[:2], orders=B6.orders[:2], things=(Thing("case", "croissants", start=1),))
MITT_FIRST = {"cakes": ("prepare", "mitt", "walk", "tray", "bake")}
KITCHEN = (Span("kitchen", "rolls", "mitt", "bake"), Span("kitchen", "cakes", "tray", "bake"))


@pytest.mark.parametrize(
    ("shop", "plan", "interleavings", "traces", "wrong_traces"),
    [
        (B4, Plan(), 6, 4, 2),
        (B4, Plan(late={"Cy": 1}), 6, 4, 2),
        (B4, locked("croissant", ("wrap", "wrap", "wrap")), None, None, None),
        (B4, locked("croissant", ("till", "ring", "ring")), 2, 2, 0),
        (B4, locked("croissant", ("till", "bake", "wrap")), 2, 2, 0),
        (TWO_SELLERS, Plan(), 20, 6, 4),
        (TWO_SELLERS, locked("croissant", ("case", "look", "look"), ("case", "take", "take")), 6, 6, 4),
        (TWO_SELLERS, locked("croissant", ("case", "look", "take")), 2, 2, 0),
        (C4, Plan(), 6, 3, 1),
        (C4, Plan(late={"Cy": 1}), 6, 3, 1),
        (C4, Plan(order=MITT_FIRST), 2, 2, 0),
        (C4, Plan(spans=KITCHEN), 2, 2, 0),
        (A4, Plan(), 1, 1, 0),
        (A4, Plan(together={"table": (("water", "beans", "coffee", "scones", "tray"),)}), 1, 1, 1),
    ],
)
def test_a_round_counts_every_order_once(
    shop: Shop, plan: Plan, interleavings: int | None, traces: int | None, wrong_traces: int | None
) -> None:
    result = whole_round(shop, plan)
    assert result.complete
    if interleavings is None:
        assert result.wrong
        return
    assert (result.interleavings, result.traces, result.wrong_traces) == (interleavings, traces, wrong_traces)
    assert is_clean(result) is (wrong_traces == 0)


def test_the_round_knows_what_a_lucky_day_does_not() -> None:
    found = {one.fault.kind: one for one in whole_round(B4, Plan(late={"Cy": 1})).found}
    assert set(found) == {"data-race", "lost-update", "invariant"}
    assert found["lost-update"].preemptions == 1
    assert "3.00" in found["invariant"].fault.message


def test_a_lock_on_nothing_shared_is_right_by_luck_only() -> None:
    result = whole_round(B4, locked("croissant", ("oven", "bake", "bake")))
    assert result.wrong
    assert not is_clean(result)


def test_in_a_round_nobody_hurries_and_everybody_has_one_order() -> None:
    cut = timeless(A4)
    assert [(order.at, order.patience, order.to) for order in cut.orders] == [(0, 0, "Ana")]
    assert len(timeless(C4).orders) == 2


def test_what_nobody_was_given_has_no_round() -> None:
    with pytest.raises(Misuse, match="nobody has been given"):
        next(walk_round(A2, Plan()))


def test_the_words_promise_no_more_than_was_done() -> None:
    naive = list(walk_round(B4, Plan()))
    assert in_words(naive[-1]) == "all 6 orders of this round: 4 go wrong"
    assert in_words(naive[0]) == "1 order of this round seen, not all of them: no fault so far"
    assert in_words(whole_round(B4, locked("croissant", ("till", "ring", "ring")))) == (
        "all 2 orders of this round: none goes wrong"
    )


def a_round(count: int, wrong: int = 0, kind: str = "") -> Round:
    fault = Fault(kind, "it is wrong", ()) if kind else None
    found = (Found(fault, max(wrong, 1), (), 0),) if fault else ()
    return Round(count, count, wrong, wrong, found, complete=True)


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (a_round(1), "the one order of this round goes right"),
        (a_round(1, 1, "deadlock"), "the one order of this round goes wrong"),
        (a_round(1, 0, "data-race"), "the one order of this round comes out right, and yet there is a data race"),
        (a_round(6, 1, "deadlock"), "all 6 orders of this round: 1 goes wrong"),
        (a_round(6, 0, "data-race"), "all 6 orders of this round come out right, and yet there is a data race"),
    ],
)
def test_one_order_is_not_called_all_orders(known: Round, words: str) -> None:
    assert in_words(known) == words


def test_what_was_not_seen_to_the_end_is_not_known() -> None:
    assert always_works(a_round(2)) is True
    assert always_works(a_round(6, 1, "deadlock")) is False
    cut_short = replace_round(a_round(2), complete=False)
    assert always_works(cut_short) is None
    assert always_works(replace_round(a_round(6, 1, "deadlock"), complete=False)) is False
