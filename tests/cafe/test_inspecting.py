"""What the inspector visits: every order of a small morning, and the words for what was seen."""

from __future__ import annotations

import pickle
from dataclasses import replace as changed
from typing import Any

import pytest
from cafe_shops import A2, A4, B4, B6, C4, locked
from msgspec.structs import replace

from cafe_sim.cafe.inspecting import always_works, day_of, in_words, subject_of, timeless
from cafe_sim.cafe.model import HandOver, Item, Order, Plan, Shop, Span, Step, Thing, Worker
from cafe_sim.content import load_campaign
from cafe_sim.content.measuring import plan_of_row
from cafe_sim.content.subjects import level_subject
from cafe_sim.engine import Fault
from cafe_sim.engine.explore import Budget, Finding, Inspection, Schedule, inspect, replay
from cafe_sim.engine.explore.strategies.bounding import Bounding
from cafe_sim.engine.explore.strategies.reduction import Reduction
from cafe_sim.engine.explore.walks.visible import Visible, learn_straight
from cafe_sim.engine.explore.walks.walking import Walk

TWO_SELLERS = replace(B6, staff=B6.staff[:2], orders=B6.orders[:2], things=(Thing("case", "croissants", start=1),))
MITT_FIRST = {"cakes": ("prepare", "mitt", "walk", "tray", "bake")}
KITCHEN = (Span("kitchen", "rolls", "mitt", "bake"), Span("kitchen", "cakes", "tray", "bake"))


def inspected(shop: Shop, plan: Plan, **options: Any) -> Inspection:
    return inspect(subject_of(shop, plan), exhaustive=True, **options)


@pytest.mark.parametrize(
    ("shop", "plan", "traces", "wrong"),
    [
        (B4, Plan(), 4, 2),
        (B4, Plan(late={"Cy": 1}), 4, 2),
        (B4, locked("croissant", ("wrap", "wrap", "wrap")), 8, 4),
        (B4, locked("croissant", ("oven", "bake", "bake")), 8, 4),
        (B4, locked("croissant", ("till", "ring", "ring")), 2, 0),
        (B4, locked("croissant", ("till", "bake", "wrap")), 2, 0),
        (TWO_SELLERS, Plan(), 6, 4),
        (TWO_SELLERS, locked("croissant", ("case", "look", "look"), ("case", "take", "take")), 6, 4),
        (TWO_SELLERS, locked("croissant", ("case", "look", "take")), 2, 0),
        (C4, Plan(), 3, 1),
        (C4, Plan(late={"Cy": 1}), 3, 1),
        (C4, Plan(order=MITT_FIRST), 2, 0),
        (C4, Plan(spans=KITCHEN), 2, 0),
        (A4, Plan(), 1, 0),
        (A4, Plan(together={"table": (("water", "beans", "coffee", "scones", "tray"),)}), 1, 1),
    ],
)
def test_a_round_counts_every_distinct_order_once(shop: Shop, plan: Plan, traces: int, wrong: int) -> None:
    inspection = inspected(shop, plan)
    assert inspection.complete
    assert (inspection.traces, inspection.wrong_traces) == (traces, wrong)
    assert inspection.verdict == ("broken" if wrong else "certified")
    assert always_works(inspection) is (wrong == 0)


def test_the_inspector_knows_what_a_lucky_day_does_not() -> None:
    inspection = inspected(B4, Plan(late={"Cy": 1}))
    found = {finding.fault.kind: finding for finding in inspection.findings}
    assert set(found) == {"data-race", "lost-update", "invariant"}
    assert found["lost-update"].schedule.deviations, "the run itself went right"
    assert "3.00" in found["invariant"].fault.message


def test_what_was_found_is_found_again_by_a_subject_that_has_travelled() -> None:
    subject = subject_of(B4, Plan(), "The till", "B4")
    inspection = inspect(subject)
    there = pickle.loads(pickle.dumps(subject))
    assert there == subject
    again = replay(there, inspection.findings[0].schedule)
    assert again.same
    assert inspection.findings[0].fault.kind in {fault.kind for fault in again.faults}


def test_names_decide_nothing_and_plans_do() -> None:
    digest = subject_of(B4, Plan(), "The till", "B4").digest
    assert subject_of(B4, Plan(name="my first try"), "Another title", "X9").digest == digest
    assert subject_of(B4, Plan(late={"Cy": 1}), "The till", "B4").digest != digest


def test_in_a_round_nobody_hurries_and_everybody_has_one_order() -> None:
    cut = timeless(A4)
    assert [(order.at, order.patience, order.to) for order in cut.orders] == [(0, 0, "Ana")]
    assert len(timeless(C4).orders) == 2


def test_where_the_plan_hands_out_he_sees_the_whole_day_and_nobody_leaves() -> None:
    rows = tuple(HandOver(order.at, number, "Carl") for number, order in enumerate(A2.orders, 1))
    subject = subject_of(A2, Plan(hand_overs=rows))
    assert len(subject.shop.orders) == len(A2.orders)
    with subject.execution(None) as execution:
        execution.run()
        assert subject.judge(execution)[0] == ()
        assert "left" not in {
            detail[0] for e in execution.events if e.op == "note" and isinstance(detail := e.detail, tuple)
        }


def test_a_visit_that_is_cut_short_says_so() -> None:
    short = inspected(TWO_SELLERS, locked("croissant", ("case", "look", "take")), budget=Budget(schedules=2))
    assert not short.complete
    assert always_works(short) is None
    assert "there may be more" in in_words(short)


def an_inspection(traces: int, wrong: int = 0, kind: str = "") -> Inspection:
    fault = Fault(kind, "it is wrong", ()) if kind else None  # type: ignore[arg-type]
    findings = (Finding(fault, Schedule("", "", (), (), ""), 0, 1),) if fault else ()
    verdict: Any = "broken" if kind else "certified"
    return Inspection("B4", verdict, "", traces, traces, 2, 1.0, findings, wrong, complete=True)


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (an_inspection(1), "the one order of this round goes right"),
        (an_inspection(1, 1, "deadlock"), "the one order of this round goes wrong"),
        (an_inspection(1, 0, "data-race"), "the one order of this round comes out right, and yet there is a data race"),
        (an_inspection(6), "all 6 distinct orders of this round go right"),
        (an_inspection(6, 1, "deadlock"), "1 of all 6 distinct orders of this round goes wrong"),
        (an_inspection(6, 6, "deadlock"), "all 6 distinct orders of this round go wrong"),
        (
            an_inspection(6, 0, "data-race"),
            "all 6 distinct orders of this round come out right, and yet there is a data race",
        ),
        (
            changed(an_inspection(6, 2, "deadlock"), complete=False),
            "2 of the 6 distinct orders seen go wrong, and there may be more",
        ),
        (
            changed(an_inspection(6), complete=False, verdict="bounded"),
            "none of the 6 distinct orders seen (all with at most 2 preemptions) goes wrong, and there may be more",
        ),
        (
            changed(an_inspection(1), complete=False, verdict="sampled"),
            "the one order seen goes right, and there may be more",
        ),
        (
            changed(an_inspection(1, 1, "lost-task"), complete=False),
            "the one order seen goes wrong, and there may be more",
        ),
        (
            changed(an_inspection(3, 3, "lost-task"), complete=False),
            "all 3 distinct orders seen go wrong, and there may be more",
        ),
        (
            changed(an_inspection(0, 0, "deadlock"), complete=False),
            "an order goes wrong, and nobody looked further",
        ),
        (changed(an_inspection(0), complete=False, verdict="sampled"), "no order was seen to its end"),
    ],
)
def test_the_words_promise_no_more_than_was_done(known: Inspection, words: str) -> None:
    assert in_words(known) == words


@pytest.mark.parametrize(
    ("verdict", "always"), [("certified", True), ("broken", False), ("bounded", None), ("sampled", None)]
)
def test_only_a_certificate_says_always(verdict: Any, always: bool | None) -> None:
    assert always_works(changed(an_inspection(2), verdict=verdict, complete=verdict == "certified")) is always


@pytest.mark.parametrize("shop", [A2, A4, B4, B6, C4])
def test_a_digest_is_the_same_in_every_process(shop: Shop) -> None:
    subject = subject_of(shop, Plan(late={"Cy": 1}))
    assert pickle.loads(pickle.dumps(subject)).digest == subject.digest
    assert subject_of(shop, Plan(late={"Cy": 2})).digest != subject.digest


def test_equal_plans_have_equal_digests() -> None:
    assert Plan(late={"Cy": 2}) == Plan(late={"Cy": 2.0})
    assert subject_of(B4, Plan(late={"Cy": 2})).digest == subject_of(B4, Plan(late={"Cy": 2.0})).digest


def _fingerprints(subject, strategy, visible):
    """Of every walk that the strategy does not abandon; None if there is more to be seen than was known."""
    seen = set()
    while (chooser := strategy.begin()) is not None:
        with Walk(subject, visible, chooser) as walk:
            walk.run()
            if visible.learn(walk.execution):
                return None
            if not walk.abandoned:
                seen.add(walk.ordering.fingerprint())
            strategy.end(walk)
    return seen


@pytest.mark.parametrize("level", ["A4", "B4", "B6", "C4"])
@pytest.mark.parametrize("plan", ["naive", "reference"])
def test_bounds_find_no_order_of_a_round_that_the_reduction_has_not(level, plan):
    found = next(each for each in load_campaign() if each.id == level)
    subject = level_subject(found, getattr(found, plan))
    visible = Visible(learn_straight(subject))
    while (reduced := _fingerprints(subject, Reduction(), visible)) is None:
        pass
    assert _fingerprints(subject, Bounding(2), visible) <= reduced


def test_a_whole_day_with_customers_who_come_by_the_clock_is_no_certificate():
    found = next(each for each in load_campaign() if each.id == "A1")
    inspection = inspect(day_of(found.shop, found.reference))
    assert inspection.verdict == "bounded"
    assert "customers come by the clock" in inspection.words


def test_where_the_plan_hands_out_the_round_is_what_each_is_given_in_that_order():
    orders = (Order(at=0, item="tea"), Order(at=2, item="bun"), Order(at=1, item="tea", patience=5))
    tea = Item(name="tea", steps=(Step(id="brew", do="wait", seconds=1),), makers=("Ana", "Carl"))
    bun = Item(name="bun", steps=(Step(id="warm", do="wait", seconds=1),), makers=("Carl",))
    staff = (Worker(name="Carl", role="clerk"), Worker(name="Ana", role="barista"))
    shop = Shop(items=(tea, bun), staff=staff, orders=orders)
    plan = Plan(hand_overs=(HandOver(3, 2, "Carl"), HandOver(4, 1, "Ana"), HandOver(5, 3, "Carl")))
    subject = subject_of(shop, plan)
    assert [(order.item, order.to, order.at, order.patience) for order in subject.shop.orders] == [
        ("bun", "Carl", 0, 0), ("tea", "Ana", 0, 0), ("tea", "Carl", 0, 0),
    ]  # fmt: skip
    assert "open_doors" not in subject.written.text
    assert inspect(subject).verdict == "certified"


SERVED = [level.id for level in load_campaign() if level.kind == "serve"]


@pytest.mark.parametrize("level", SERVED)
def test_every_reference_of_a_level_to_serve_is_certified(level):
    found = next(each for each in load_campaign() if each.id == level)
    assert inspect(level_subject(found, found.reference), exhaustive=True).verdict == "certified"


def test_a_tag_too_few_goes_right_by_luck_and_is_found_out():
    found = next(each for each in load_campaign() if each.id == "B1")
    row = next(row for row in found.proof.rows if row.verdict == "lucky")
    inspection = inspect(level_subject(found, plan_of_row(found, row)), exhaustive=True)
    assert inspection.verdict == "broken"
    assert "invariant" in {finding.fault.kind for finding in inspection.findings}
