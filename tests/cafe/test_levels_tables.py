"""The tables of the first levels: every row on the engine, with the figures that were worked out on paper."""

from __future__ import annotations

import pytest
from cafe_shops import A1, A2, A3, A4, A9, B1, B2, B4, B6, C4, at_once, by_item, locked
from msgspec.structs import replace

from cafe_sim.cafe.day import Day, DayOutcome
from cafe_sim.cafe.model import HandOver, Plan, Rules, Shop, Span


def ruled(shop: Shop, *workers: str, **how: str) -> Plan:
    """Any of these workers may make anything."""
    return Plan(rules=(Rules(makers={item.name: workers for item in shop.items}, **how),))


def handed(*rows: tuple[float, int, str]) -> Plan:
    return Plan(hand_overs=tuple(HandOver(at=at, order=order, to=to) for at, order, to in rows))


def run(shop: Shop, plan: Plan) -> DayOutcome:
    return Day(shop, plan).run()


SERVE = [
    # level, plan, lost, mean wait, closes
    ("A1 from the top", A1, at_once(A1, "Carl"), 1, None, 22),
    ("A1 least patience", A1, ruled(A1, "Carl", next="patience", when="when free"), 0, 9.8, 22),
    (
        "A1 par",
        A1,
        handed((0, 3, "Carl"), (3, 2, "Carl"), (8, 4, "Carl"), (11, 1, "Carl"), (19, 5, "Carl")),
        0,
        9.4,
        22,
    ),
    (
        "A1 idle",
        A1,
        handed((0, 3, "Carl"), (3, 2, "Carl"), (8, 4, "Carl"), (13, 5, "Carl"), (16, 1, "Carl")),
        0,
        9.2,
        24,
    ),
    ("A2 all to Carl", A2, at_once(A2, "Carl"), 9, None, None),
    ("A2 in turn", A2, at_once(A2, "Carl", "Ana"), 7, None, None),
    ("A2 least in hand", A2, ruled(A2, "Carl", "Ana"), 7, None, None),
    ("A2 reference", A2, by_item(tea="Ana", bun="Ana", crêpe="Carl", omelette="Carl"), 0, 9.27, 37),
    ("A3 from the top", A3, at_once(A3, "Ana"), 1, None, 29),
    ("A3 least patience", A3, ruled(A3, "Ana", next="patience"), 2, None, None),
    ("A3 longest wait", A3, ruled(A3, "Ana", next="longest"), 0, 9.25, 29),
    ("A9 all to Ana", A9, at_once(A9, "Ana"), 7, None, None),
    ("A9 longest to Carl", A9, by_item(latte="Ana", filter="Carl", cider="Ana"), 6, None, None),
    ("A9 shortest to Carl", A9, by_item(latte="Carl", filter="Ana", cider="Ana"), 4, None, None),
    ("A9 in turn", A9, at_once(A9, "Ana", "Carl"), 6, None, None),
    ("A9 first idle", A9, ruled(A9, "Ana", "Carl", when="when free"), 7, None, None),
    ("A9 reference", A9, by_item(latte="Ana", filter="Ana", cider="Carl"), 0, 7.58, 36),
    ("B2 first idle", B2, ruled(B2, "Ana", "Bo", "Cy", when="when free"), 5, None, None),
    ("B2 all to Ana", B2, at_once(B2, "Ana"), 8, None, None),
    ("B2 in turn", B2, at_once(B2, "Ana", "Bo", "Cy"), 4, None, None),
    ("B2 least in hand", B2, ruled(B2, "Ana", "Bo", "Cy"), 3, None, None),
    ("B2 only Bo", B2, by_item(latte="Ana", filter="Ana", cider="Bo", brioche="Bo"), 3, None, None),
    ("B2 reference", B2, by_item(latte="Ana", filter="Ana", cider="Bo", brioche="Cy"), 0, 8.58, 26),
]


@pytest.mark.parametrize(
    ("shop", "plan", "lost", "mean", "closes"), [row[1:] for row in SERVE], ids=[r[0] for r in SERVE]
)
def test_a_shift_comes_to_the_figures_of_its_table(
    shop: Shop, plan: Plan, lost: int, mean: float | None, closes: float | None
) -> None:
    outcome = run(shop, plan)
    assert outcome.lost == lost
    assert outcome.worked is (lost == 0)
    assert outcome.faults == ()
    if mean is not None:
        assert outcome.mean_wait == pytest.approx(mean, abs=0.005)
    if closes is not None:
        assert outcome.closes == closes


# ---- B1: join before you use the result ---------------------------------------------------------

TRAYS = tuple((0.0, n, "Bo" if n % 2 else "Cy") for n in range(1, 7))
COFFEES = ((1.0, 8, "Carl"), (6.0, 9, "Carl"), (11.0, 10, "Carl"))
AFTER_THE_THIRD = handed(*TRAYS, *COFFEES, (11, 7, "Carl"), (17, 11, "Carl"))


def test_with_both_tags_the_van_is_out_at_18() -> None:
    outcome = run(B1, replace(AFTER_THE_THIRD, joins=("Bo", "Cy")))
    assert (outcome.van, outcome.closes, outcome.lost, outcome.faults) == (18, 22, 0, ())


def test_a_tag_too_few_works_this_time_and_is_a_race() -> None:
    outcome = run(B1, replace(AFTER_THE_THIRD, joins=("Bo",)))
    assert outcome.worked
    assert {fault.kind for fault in outcome.faults} == {"data-race"}


@pytest.mark.parametrize("tags", [("Cy",), ()])
def test_whoever_does_not_wait_for_bo_leaves_as_he_takes_the_last_tray_out(tags: tuple[str, ...]) -> None:
    outcome = run(B1, replace(AFTER_THE_THIRD, joins=tags))
    assert {fault.kind for fault in outcome.faults} == {"data-race", "invariant"}
    assert "5 of 6" in outcome.faults[-1].message


def test_without_tags_the_van_leaves_empty_at_3() -> None:
    outcome = run(B1, handed(*TRAYS, (0, 7, "Carl"), *COFFEES, (17, 11, "Carl")))
    assert outcome.van == 3
    assert outcome.lost == 1
    assert "invariant" in {fault.kind for fault in outcome.faults}


def test_joining_at_once_loses_every_coffee() -> None:
    outcome = run(B1, replace(handed(*TRAYS, (0, 7, "Carl"), *COFFEES, (17, 11, "Carl")), joins=("Bo", "Cy")))
    assert [entry.item for entry in outcome.ledger if entry.state == "left"] == ["coffee"] * 4
    assert outcome.van == 18


def test_all_bread_to_bo_misses_the_van() -> None:
    bread = ((0.0, 1, "Bo"), (0.0, 2, "Bo"), (0.0, 3, "Bo"), (0.0, 4, "Cy"), (0.0, 5, "Cy"), (0.0, 6, "Cy"))
    outcome = run(B1, replace(handed(*bread, *COFFEES, (11, 7, "Carl"), (17, 11, "Carl")), joins=("Bo", "Cy")))
    assert outcome.ledger[6].state == "left"


# ---- A4: gather what does not need each other ---------------------------------------------------


def gathered(order: tuple[str, ...], *groups: tuple[str, ...]) -> Plan:
    return Plan(order={"table": order}, together={"table": groups})


def test_awaited_one_by_one_every_table_leaves() -> None:
    outcome = run(A4, Plan())
    assert (outcome.lost, outcome.closes, outcome.faults) == (3, None, ())


def test_gathered_a_table_takes_11_seconds() -> None:
    outcome = run(A4, gathered(("water", "beans", "scones", "coffee", "tray"), ("water", "beans", "scones")))
    assert (outcome.mean_wait, outcome.lost, outcome.faults) == (11, 0, ())


def test_brewing_beside_the_scones_takes_12() -> None:
    plan = gathered(("water", "beans", "coffee", "scones", "tray"), ("water", "beans"), ("coffee", "scones"))
    assert run(A4, plan).mean_wait == 12


def test_everything_together_brews_before_the_water_boils() -> None:
    everything = ("water", "beans", "coffee", "scones", "tray")
    outcome = run(A4, gathered(everything, everything))
    assert {fault.kind for fault in outcome.faults} == {"invariant"}
    assert "without water and beans" in outcome.faults[0].message


# ---- B4: two hands in the till ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("plan", "closes", "till", "kinds", "held"),
    [
        (Plan(), 18, 9, {"data-race", "lost-update", "invariant"}, {}),
        (Plan(late={"Cy": 1}), 19, 18, {"data-race"}, {}),
        (locked("croissant", ("oven", "bake", "bake")), 26, 18, {"data-race"}, {"oven": 24}),
        (locked("croissant", ("wrap", "wrap", "wrap")), 19, 15, {"data-race", "lost-update", "invariant"}, {"wrap": 6}),
        (locked("croissant", ("till", "ring", "ring")), 19, 18, set(), {"till": 6}),
        (locked("croissant", ("till", "ring", "wrap")), 20, 18, set(), {"till": 12}),
        (locked("croissant", ("till", "bake", "wrap")), 36, 18, set(), {"till": 36}),
    ],
    ids=["naive", "Cy later", "oven", "wrapping", "till", "through the wrapping", "everything"],
)
def test_two_hands_in_the_till(plan: Plan, closes: float, till: float, kinds: set[str], held: dict[str, float]) -> None:
    outcome = run(B4, plan)
    assert (outcome.closes, outcome.till) == (closes, till)
    assert {fault.kind for fault in outcome.faults} == kinds
    assert outcome.worked is (till == 18)
    assert outcome.guards.held == held


# ---- B6: the last croissant ---------------------------------------------------------------------

BAG_FIRST = {"croissant": ("bag", "look", "take", "wrap")}


@pytest.mark.parametrize(
    ("plan", "closes", "sold", "kinds", "held"),
    [
        (Plan(), 8, 6, {"data-race", "oversold"}, 0),
        (locked("croissant", ("case", "take", "take")), 8, 6, {"data-race", "oversold"}, 0),
        (locked("croissant", ("case", "look", "look"), ("case", "take", "take")), 8, 6, {"oversold"}, 0),
        (locked("croissant", ("case", "look", "take")), 8, 4, set(), 4),
        (replace(locked("croissant", ("case", "look", "take")), order=BAG_FIRST), 8, 4, set(), 0),
        (locked("croissant", ("case", "look", "wrap")), 16, 4, set(), 16),
        (replace(locked("croissant", ("case", "bag", "wrap")), order=BAG_FIRST), 18, 4, set(), 18),
    ],
    ids=["naive", "take", "each by itself", "joined", "bag first", "whole order", "whole order, bag first"],
)
def test_the_last_croissant(plan: Plan, closes: float, sold: int, kinds: set[str], held: float) -> None:
    outcome = run(B6, plan)
    assert outcome.closes == closes
    assert sum(entry.state == "served" for entry in outcome.ledger) == sold
    assert {fault.kind for fault in outcome.faults} == kinds
    assert outcome.guards.seconds == held
    assert outcome.stock["case"] == 4 - sold


# ---- C4: mitt before tray -----------------------------------------------------------------------

TRAY_FIRST = ("prepare", "tray", "walk", "mitt", "bake")
MITT_FIRST = ("prepare", "mitt", "walk", "tray", "bake")
KITCHEN = Plan(spans=(Span("kitchen", "rolls", "mitt", "bake"), Span("kitchen", "cakes", "tray", "bake")))
WHOLE = Plan(spans=(Span("kitchen", "rolls", "prepare", "bake"), Span("kitchen", "cakes", "prepare", "bake")))


@pytest.mark.parametrize(
    ("plan", "stuck"),
    [
        (Plan(), 3),
        (Plan(order={"rolls": TRAY_FIRST, "cakes": MITT_FIRST}), 3),
        (Plan(late={"Cy": 5}), 9),
        (Plan(late={"Cy": 6}), 9),
    ],
)
def test_mitt_and_tray_in_a_circle(plan: Plan, stuck: float) -> None:
    outcome = run(C4, plan)
    assert (outcome.stuck, outcome.closes, outcome.worked) == (stuck, None, False)
    assert [fault.kind for fault in outcome.faults] == ["deadlock"]
    assert "mitt_lock" in outcome.faults[0].message
    assert "tray_lock" in outcome.faults[0].message


@pytest.mark.parametrize(
    ("plan", "closes", "locks"),
    [
        (Plan(order={"cakes": MITT_FIRST}), 18, 2),
        (Plan(order={"rolls": TRAY_FIRST}), 18, 2),
        *((Plan(late={"Cy": seconds}), 18, 2) for seconds in (1, 2, 3, 4)),
        (KITCHEN, 18, 3),
        (WHOLE, 24, 3),
    ],
)
def test_no_circle_this_time(plan: Plan, closes: float, locks: int) -> None:
    outcome = run(C4, plan)
    assert (outcome.closes, outcome.worked, outcome.faults) == (closes, True, ())
    assert outcome.guards.count == locks


def test_the_reference_holds_the_mitt_for_16_seconds() -> None:
    assert run(C4, Plan(order={"cakes": MITT_FIRST})).guards.held["mitt"] == 16


def test_a_tray_without_its_lock_is_a_race() -> None:
    plan = Plan(order={"rolls": ("prepare", "mitt", "walk", "bake"), "cakes": ("prepare", "walk", "mitt", "bake")})
    assert run(C4, plan).worked
    bare = Plan(order={"rolls": ("prepare", "walk", "bake"), "cakes": ("prepare", "walk", "bake")})
    assert "data-race" in {fault.kind for fault in run(C4, bare).faults}
