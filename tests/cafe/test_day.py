"""A day: what is true of every plan, however foolish."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest
from cafe_shops import A1, A2, A3, A9, B1, B2, B4, at_once, by_item, locked
from hypothesis import given, settings
from hypothesis import strategies as st
from laws import little
from msgspec.structs import replace

import cafe_sim.cafe.day
from cafe_sim.cafe import runtime
from cafe_sim.cafe.day import Day, DayOutcome
from cafe_sim.cafe.listing import Written
from cafe_sim.cafe.model import HandOver, Item, Order, Plan, Rules, Shop, Station, Step, Worker
from cafe_sim.cafe.score import floor
from cafe_sim.engine import Program
from cafe_sim.engine.kernel.trace import SECOND, Trace

Row = tuple[object, ...]


def cafe_events(trace: Trace, before: float = 1e9) -> list[tuple[int, Row]]:
    """(time, what) of everything a café talks about."""
    return [
        (event.time, event.detail)
        for event in trace.events
        if event.op == "note" and isinstance(event.detail, tuple) and event.time < before * SECOND
    ]


@st.composite
def shops(draw: st.DrawFn) -> Shop:
    """Any café: who works, what is sold, who comes when."""
    kinds = st.sampled_from(["wait", "block", "work"])
    step = st.tuples(kinds, st.integers(0, 6), st.sampled_from(["", "", "oven"]))
    names = ("tea", "bun", "cider")[: draw(st.integers(1, 3))]
    items = []
    for name in names:
        steps = draw(st.lists(step, min_size=1, max_size=3))
        items.append(
            Item(
                name=name,
                steps=tuple(
                    Step(id=f"s{i}", do=do, seconds=float(seconds), station=station)
                    for i, (do, seconds, station) in enumerate(steps)
                ),
                patience=draw(st.sampled_from([0, 5, 12, 30])),
            )
        )
    staff = draw(st.lists(st.sampled_from(["clerk", "barista", "baker"]), min_size=1, max_size=3))
    staff.sort(key=lambda role: role != "clerk")
    orders = draw(st.lists(st.tuples(st.integers(0, 20), st.sampled_from(names)), min_size=1, max_size=7))
    return Shop(
        items=tuple(items),
        staff=tuple(Worker(f"W{i}", role) for i, role in enumerate(staff)),
        stations=(Station("oven", draw(st.integers(1, 2))),),
        orders=tuple(Order(at=float(at), item=item) for at, item in sorted(orders)),
    )


@st.composite
def days(draw: st.DrawFn) -> tuple[Shop, Plan]:
    """A shop and a plan: hand-overs at any time, rules or none."""
    shop = draw(shops())
    names = [worker.name for worker in shop.staff]
    rows = draw(
        st.lists(st.tuples(st.integers(0, 30), st.integers(1, len(shop.orders)), st.sampled_from(names)), max_size=8)
    )
    hand_overs = tuple(HandOver(at=float(at), order=order, to=to) for at, order, to in sorted(rows))
    rules = draw(
        st.lists(
            st.builds(
                lambda makers, next_, when, at: Rules(makers=makers, next=next_, when=when, at=at),
                st.fixed_dictionaries(
                    {item.name: st.lists(st.sampled_from(names), max_size=2).map(tuple) for item in shop.items}
                ),
                st.sampled_from(["arrival", "patience", "longest"]),
                st.sampled_from(["at once", "when free"]),
                st.sampled_from([0.0, 4.0]),
            ),
            max_size=2,
        )
    )
    return shop, Plan(hand_overs=hand_overs, rules=tuple(rules))


def check_the_books(shop: Shop, outcome: DayOutcome) -> None:
    """Every customer came, once, and was answered, lost, or left at exactly the limit; nothing happened before its
    cause.
    """
    assert outcome.served + outcome.lost == len(shop.orders)
    places, inside = {station.name: station.places for station in shop.stations}, Counter[object]()
    for _, row in cafe_events(outcome.trace):
        if row[0] in ("enter", "exit"):
            inside[row[1]] += 1 if row[0] == "enter" else -1
            assert 0 <= inside[row[1]] <= places[str(row[1])]
    assert not +inside
    for entry, order in zip(outcome.ledger, shop.orders, strict=True):
        assert entry.arrived == order.at
        times = [t for t in (entry.arrived, entry.handed, entry.begun, entry.served) if t is not None]
        assert times == sorted(times)
        assert not (entry.served is not None and entry.left is not None)
        if entry.state == "left":
            assert entry.left == entry.leaves
        if entry.served is not None and entry.leaves is not None:
            assert entry.served <= entry.leaves
        if entry.state in ("coming", "rail", "given"):
            assert entry.leaves is None, "who may leave and is not served, leaves"


@given(days())
@settings(deadline=None, max_examples=60)
def test_whatever_is_planned_the_books_are_right(day: tuple[Shop, Plan]) -> None:
    shop, plan = day
    outcome = Day(shop, plan).run()
    check_the_books(shop, outcome)
    assert outcome.stuck is None
    assert outcome.faults == ()
    assert outcome.digest == Day(shop, plan).run().digest


@given(days())
@settings(deadline=None, max_examples=60)
def test_little_s_law_holds_on_every_day(day: tuple[Shop, Plan]) -> None:
    """L = λ W: the average number of customers in the café is their rate times the average time they stay."""
    outcome = Day(*day).run()
    stays = [(e.arrived, e.served if e.served is not None else e.left) for e in outcome.ledger]
    visits = [(came, gone) for came, gone in stays if gone is not None]
    end = max((gone for _, gone in visits), default=0)
    if end:
        assert little(visits, 0, end).gap == pytest.approx(0, abs=1e-6)


@given(days())
@settings(deadline=None, max_examples=60)
def test_nobody_beats_the_floor(day: tuple[Shop, Plan]) -> None:
    shop, plan = day
    outcome = Day(shop, plan).run()
    if outcome.lost == 0:
        assert outcome.mean_wait is not None
        assert outcome.mean_wait >= floor(shop, "mean wait") - 1e-9
        assert outcome.closes is not None
        assert outcome.closes >= floor(shop, "closing") - 1e-9
    assert all(0 <= share <= 1 + 1e-9 for share in outcome.utilisation.values())


@given(days(), st.integers(0, 25), st.integers(1, 7), st.integers(0, 2))
@settings(deadline=None, max_examples=60)
def test_what_was_before_a_hand_over_stays_as_it_was(day: tuple[Shop, Plan], now: int, order: int, to: int) -> None:
    shop, plan = day
    before = replace(plan, hand_overs=tuple(h for h in plan.hand_overs if h.at < now))
    worker = shop.staff[to % len(shop.staff)].name
    late = HandOver(at=float(now), order=min(order, len(shop.orders)), to=worker)
    after = replace(before, hand_overs=(*before.hand_overs, late))
    first, second = Day(shop, before).run(), Day(shop, after).run()
    assert cafe_events(first.trace, now) == cafe_events(second.trace, now)


@given(days(), st.lists(st.integers(0, 40), max_size=6))
@settings(deadline=None, max_examples=60)
def test_a_day_in_pieces_is_the_same_day(day: tuple[Shop, Plan], stops: list[int]) -> None:
    whole = Day(*day).run()
    with Day(*day) as pieces:
        for stop in sorted(stops):
            pieces.advance(stop)
        pieces.execution.run()
        assert pieces.ledger == whole.ledger
        assert pieces.execution.trace().digest() == whole.digest


def test_the_clock_of_an_advanced_day_stands_where_it_was_told_to() -> None:
    with Day(A9, by_item(latte="Ana", filter="Ana", cider="Carl")) as day:
        assert day.advance(5) == "paused"
        assert day.now == 5
        states = [entry.state for entry in day.ledger]
        assert states[:4] == ["given"] * 4, "who comes at the fifth second has come"
        assert states[4] == "coming"
        assert day.advance(8) == "paused"
        assert day.ledger[2].served == 7


def test_the_rows_apart_are_the_same_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """What runs is the text on the screen: compiled whole, nothing else happens."""

    def whole(written: Written) -> Program:
        return Program.from_source(written.text, file="café.py", modules={"cafe": runtime})

    plan = replace(by_item(latte="Ana", filter="Ana"), hand_overs=(HandOver(at=1, order=1, to="Carl"),))
    apart = Day(A9, plan).run()
    monkeypatch.setattr(cafe_sim.cafe.day, "program_of", whole)
    together = Day(A9, plan).run()
    assert [event[:5] + event[6:] for event in apart.trace.events] == [
        event[:5] + event[6:] for event in together.trace.events
    ]
    assert [apart.trace.sites[event.site] for event in apart.trace.events] == [
        together.trace.sites[event.site] for event in together.trace.events
    ]


def test_a_cup_handed_out_at_the_very_limit_is_in_time() -> None:
    shop = replace(A1, orders=(Order(at=0, item="tea", patience=5), Order(at=0, item="tea", patience=9.999)))
    outcome = Day(shop, at_once(shop, "Carl")).run()
    assert [(e.state, e.served, e.left) for e in outcome.ledger] == [("served", 5, None), ("left", None, 9.999)]


def test_a_thread_finishes_in_vain_and_a_task_is_cancelled() -> None:
    shop = Shop(
        items=(Item(name="tea", steps=(Step(id="steep", do="wait", seconds=9),), patience=4),),
        staff=(Worker("Carl", "clerk"), Worker("Ana", "barista")),
        orders=(Order(at=0, item="tea"), Order(at=0, item="tea")),
    )
    outcome = Day(shop, at_once(shop, "Carl", "Ana")).run()
    words = [row for _, row in cafe_events(outcome.trace)]
    assert ("in vain", 1, "Carl") in words
    assert ("in vain", 2, "Ana") not in words
    ends = [event.detail for event in outcome.trace.events if event.op == "task-end"]
    assert "cancelled" in ends


def test_an_order_not_begun_is_dropped_when_its_customer_leaves() -> None:
    orders = (
        Order(at=0, item="pour-over"),
        Order(at=0, item="pour-over"),
        Order(at=0, item="tea"),
        Order(at=0, item="espresso", patience=40),
    )
    shop = replace(A1, orders=orders)
    outcome = Day(shop, at_once(shop, "Carl")).run()
    assert [(e.state, e.begun) for e in outcome.ledger] == [
        ("served", 0),
        ("served", 8),
        ("left", None),
        ("served", 16),
    ]


def test_nobody_hands_anything_over_and_everybody_leaves() -> None:
    outcome = Day(A2, Plan()).run()
    assert (outcome.served, outcome.lost, outcome.closes) == (0, len(A2.orders), None)
    assert outcome.faults == ()


def test_what_nobody_was_given_and_nobody_leaves_ends_the_day_all_the_same() -> None:
    shop = replace(A1, items=tuple(replace(item, patience=0) for item in A1.items))
    shop = replace(shop, orders=tuple(replace(order, patience=None) for order in shop.orders))
    outcome = Day(shop, Plan()).run()
    assert (outcome.served, outcome.stuck, outcome.faults) == (0, None, ())


def test_the_doors_stay_open_while_somebody_may_still_be_given_to_a_free_hand() -> None:
    """Nothing more is due after the second of opening, and yet the second tea comes to its turn."""
    tea = Item(name="tea", steps=(Step(id="steep", do="wait", seconds=3),))
    shop = Shop(items=(tea,), staff=(Worker("Carl", "clerk"), Worker("Ana", "barista")), orders=(Order(0, "tea"),) * 3)
    rules = (Rules(makers={"tea": ("Carl", "Ana")}, when="when free"),)
    assert [e.served for e in Day(shop, Plan(rules=rules)).run().ledger] == [3, 3, 6]


def test_standing_rules_can_change_during_the_day() -> None:
    makers = {item.name: ("Ana",) for item in A3.items}
    rules = (Rules(makers=makers, next="longest"), Rules(makers=makers, next="arrival", at=10))
    outcome = Day(A3, Plan(rules=rules)).run()
    handed = [row[1] for _, row in cafe_events(outcome.trace) if row[0] == "hand"]
    assert handed == [4, 3, 1, 2, 5, 6, 7, 8]


def test_of_two_sets_of_rules_from_one_moment_the_later_one_counts() -> None:
    carl, ana = ({item.name: (name,) for item in A2.items} for name in ("Carl", "Ana"))
    outcome = Day(A2, Plan(rules=(Rules(makers=carl), Rules(makers=ana)))).run()
    assert {entry.worker for entry in outcome.ledger} == {"Ana"}


def test_when_free_nobody_is_given_what_he_cannot_begin() -> None:
    outcome = Day(A1, Plan(rules=(Rules(makers={item.name: ("Carl",) for item in A1.items}, when="when free"),))).run()
    assert [e.handed for e in outcome.ledger] == [e.begun for e in outcome.ledger] == [0, 8, 13, 16, 19]


def test_bo_and_cy_share_one_oven() -> None:
    plan = by_item(latte="Ana", filter="Ana", cider="Bo", brioche="Cy")
    outcome = Day(B2, replace(plan, hand_overs=(HandOver(at=3, order=3, to="Bo"),))).run()
    inside = 0
    for _, row in cafe_events(outcome.trace):
        inside += {"enter": 1, "exit": -1}.get(str(row[0]), 0)
        assert 0 <= inside <= 1
    assert 0 < outcome.utilisation["oven"] < 1


def test_hands_are_on_only_where_they_are() -> None:
    """A1's lesson: five orders take Carl 22 seconds, his hands only 6."""
    plan = Plan(rules=(Rules(makers={item.name: ("Carl",) for item in A1.items}, next="patience", when="when free"),))
    outcome = Day(A1, plan).run()
    assert outcome.utilisation["Carl"] * 22 == pytest.approx(6)
    assert Day(B4, locked("croissant", ("till", "ring", "ring"))).run().utilisation["Bo"] * 19 == pytest.approx(6)


def test_a_day_says_the_same_in_every_process() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from cafe_shops import A9, by_item\n"
        "from cafe_sim.cafe.day import Day\n"
        "print(Day(A9, by_item(latte='Ana', filter='Ana', cider='Carl')).run().digest)\n"
    )
    folder = next(path for path in sys.path if path.endswith("tests/cafe"))
    digests = {
        subprocess.run(
            [sys.executable, "-c", code, folder],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(digests) == 1


def test_closing_a_day_that_has_hardly_begun_leaves_nothing_behind() -> None:
    for _ in range(50):
        with Day(B1, Plan()) as day:
            day.advance(2)
    assert day.execution.state == "closed"
