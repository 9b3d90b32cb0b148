"""Bells and rails at the bench: one move for each end, whatever the kind."""

from __future__ import annotations

import msgspec
import pytest

from cafe_sim.cafe.model import Item, Order, Plan, Shop, Signal, Step, StepRef, Thing, Worker
from cafe_sim.game.fixing import moves, signals
from cafe_sim.game.fixing.moves import MoveRefused

BAKERS = (Worker("Bo", "baker"), Worker("Cy", "baker"))
CAKE = Shop(
    items=(
        Item("cake", (Step("stir", "block", 2), Step("bake", "wait", 4, touches=("cake",)))),
        Item("icing", (Step("whip", "block", 2), Step("ice", "need", 3, thing="cake"))),
    ),
    staff=BAKERS,
    orders=(Order(0, "cake", to="Bo"), Order(0, "icing", to="Cy")),
    things=(Thing("cake", "out"),),
)
BELL = {"bell": 1}
RINGS = StepRef("cake", "bake")
WAITS = StepRef("icing", "ice")


def test_a_bell_is_hung_by_either_end_and_taken_off_by_the_same_move():
    ringing = signals.toggle(CAKE, Plan(), RINGS, "after", BELL)
    assert ringing.signals == (Signal("bell", after=(RINGS,)),)
    whole = signals.toggle(CAKE, ringing, WAITS, "before", BELL)
    assert whole.signals == (Signal("bell", after=(RINGS,), before=(WAITS,)),)
    awaiting = signals.toggle(CAKE, Plan(), WAITS, "before", BELL)
    assert signals.toggle(CAKE, awaiting, RINGS, "after", BELL) == whole, "whichever end is first"
    assert signals.toggle(CAKE, whole, RINGS, "after", BELL) == awaiting
    assert signals.toggle(CAKE, awaiting, WAITS, "before", BELL) == Plan()
    assert signals.take_down(whole, "bell") == Plan()


def test_with_several_bells_the_move_goes_from_one_to_the_next_and_to_none():
    two = {"bell": 2}
    plan = signals.toggle(CAKE, Plan(), RINGS, "after", two)
    plan = signals.toggle(CAKE, plan, WAITS, "before", two)
    plan = signals.toggle(CAKE, plan, WAITS, "before", two)
    assert plan.signals == (Signal("bell", after=(RINGS,)), Signal("bell 2", before=(WAITS,)))
    plan = signals.toggle(CAKE, plan, WAITS, "before", two)
    assert plan.signals == (Signal("bell", after=(RINGS,)),)


def test_a_new_rail_has_the_boxs_room_and_hangs_beside_bells():
    both = {"bell": 1, "rail": 1}
    plan = signals.toggle(CAKE, Plan(), RINGS, "after", both, room=3)
    assert plan.signals == (Signal("bell", after=(RINGS,)),)
    plan = signals.toggle(CAKE, plan, RINGS, "after", both, room=3)
    assert plan.signals == (Signal("rail", "rail", after=(RINGS,), room=3),), (
        "the move goes on to what is next in the box"
    )
    plan = signals.toggle(CAKE, plan, WAITS, "before", {"rail": 1}, room=3)
    assert plan.signals == (Signal("rail", "rail", after=(RINGS,), before=(WAITS,), room=3),)


def test_a_new_bell_takes_no_name_of_the_shop():
    shop = msgspec.structs.replace(CAKE, things=(*CAKE.things, Thing("bell", "strokes")))
    assert signals.toggle(shop, Plan(), RINGS, "after", BELL).signals[0].name == "bell 2"


def test_what_the_box_does_not_hold_stays_as_it_hangs():
    given = Plan(signals=(Signal("rail", "rail", after=(RINGS,), room=1),))
    plan = signals.toggle(CAKE, given, WAITS, "before", BELL)
    assert plan.signals == (Signal("bell", before=(WAITS,)), *given.signals)


def test_nobody_waits_for_his_own_ringing():
    plan = signals.toggle(CAKE, Plan(), RINGS, "after", BELL)
    with pytest.raises(MoveRefused, match="what it gives itself"):
        signals.toggle(CAKE, plan, RINGS, "before", BELL)


def test_no_bell_is_heard_by_threads_and_coroutines_alike():
    both = msgspec.structs.replace(CAKE, staff=(*BAKERS, Worker("Ana", "barista")))
    with pytest.raises(MoveRefused, match="here work both"):
        signals.toggle(both, Plan(), RINGS, "after", BELL)


def test_a_step_that_is_gone_rings_no_more():
    steps = (Step("tray", "grab", thing="tray"), Step("bake", "wait", 3, touches=("tray",)))
    shop = msgspec.structs.replace(CAKE, items=(Item("bun", steps),), things=(Thing("tray", "uses", lock=True),))
    plan = signals.toggle(shop, Plan(), StepRef("bun", "tray"), "after", BELL)
    assert moves.take_off(shop, plan, "tray").signals == ()
