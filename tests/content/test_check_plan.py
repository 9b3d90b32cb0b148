"""Every way in which a plan can fail to fit its shop has a sentence of its own, which names where."""

from __future__ import annotations

import pytest
from shipped import level

from cafe_sim.cafe.model import HandOver, Item, Order, Plan, Rules, Shop, Signal, Span, Step, StepRef, Thing, Worker
from cafe_sim.content import limits
from cafe_sim.content.check_plan import check_plan
from cafe_sim.errors import BadContent

SHOP = Shop(
    items=(
        Item("cake", (Step("stir", "work", 1), Step("bake", "block", 2), Step("ice", "block", 1)), makers=("Bo", "Cy")),
        Item("tea", (Step("boil", "wait", 2), Step("pour", "work", 1)), makers=("Carl",)),
    ),
    staff=(Worker("Carl", "clerk"), Worker("Bo", "baker"), Worker("Cy", "baker")),
    orders=(Order(0, "cake"), Order(5, "tea")),
    things=(Thing("tray"),),
)
BAKE = StepRef("cake", "bake")
SPAN = Span("tray", "cake", "stir", "bake")
SPANS = tuple(Span(thing, "cake", "stir", "bake") for thing in ("tray", "c", "a", "f", "d", "b", "e"))
BELL = Signal("bell", after=(BAKE,))


def test_a_plan_that_fits_is_let_in() -> None:
    plan = Plan(
        name="mine",
        hand_overs=(HandOver(0, 1, "Bo"), HandOver(5, 2, "Carl")),
        rules=(Rules(at=1, makers={"cake": ("Bo", "Cy")}),),
        joins=("Bo",),
        order={"cake": ("stir", "ice", "bake")},
        together={"cake": (("stir", "ice"),)},
        hatch={"tea": ("pour",)},
        spans=(SPAN,),
        tokens={"tray": 2},
        signals=(BELL,),
        late={"Bo": 1},
    )
    check_plan(SHOP, plan, "x.json")


@pytest.mark.parametrize(
    ("plan", "where", "says"),
    [
        (Plan(name="\x1b[2J"), "name", "plain punctuation"),
        (Plan(hand_overs=(HandOver(0, 1, "Bo"),) * (limits.HAND_OVERS + 1)), "hand_overs", "entries"),
        (Plan(hand_overs=(HandOver(-1, 1, "Bo"),)), "hand_overs[0].at", "from 0"),
        (Plan(hand_overs=(HandOver(0, 3, "Bo"),)), "hand_overs[0].order", "from 1 to 2"),
        (Plan(hand_overs=(HandOver(0, 0, "Bo"),)), "hand_overs[0].order", "from 1 to 2"),
        (Plan(hand_overs=(HandOver(0, 1, "Zed"),)), "hand_overs[0].to", "no such worker"),
        (Plan(hand_overs=(HandOver(0, 1, "Bo"), HandOver(1, 1, "Cy"))), "hand_overs[1].order", "a second time"),
        (Plan(hand_overs=(HandOver(0, 1, "Carl"),)), "hand_overs[0].to", "cannot make cake"),
        (Plan(hand_overs=(HandOver(4, 2, "Carl"),)), "hand_overs[0].at", "before order 2 arrives at 5"),
        (Plan(rules=(Rules({}),) * (limits.RULES + 1)), "rules", "entries"),
        (Plan(rules=(Rules({}, at=-1),)), "rules[0].at", "from 0"),
        (Plan(rules=(Rules(makers={"pie": ("Bo",)}),)), "rules[0].makers", "no such item"),
        (Plan(rules=(Rules(makers={"cake": ()}),)), "rules[0].makers.cake", "0 entries"),
        (Plan(rules=(Rules(makers={"cake": ("Zed",)}),)), "rules[0].makers.cake[0]", "no such worker"),
        (Plan(rules=(Rules(makers={"cake": ("Bo", "Carl")}),)), "rules[0].makers.cake[1]", "cannot make cake"),
        (Plan(joins=("Bo", "Bo")), "joins", "two tags"),
        (Plan(joins=("Zed",)), "joins[0]", "no such worker"),
        (Plan(order={"pie": ()}), "order", "no such item"),
        (Plan(order={"tea": ("boil", "boil", "pour")}), "order.tea", "two steps"),
        (Plan(order={"tea": ("boil", "pour", "sing")}), "order.tea[2]", "no such step"),
        (Plan(order={"tea": ("boil",)}), "order.tea", "leaves out the step"),
        (Plan(together={"pie": ()}), "together", "no such item"),
        (Plan(together={"cake": (("stir", "bake"), ("bake", "ice"))}), "together.cake", "two marks"),
        (Plan(together={"cake": (("stir",),)}), "together.cake[0]", "group of one"),
        (Plan(together={"cake": (("stir", "sing"),)}), "together.cake[0]", "no such step"),
        (Plan(together={"cake": (("stir", "ice"),)}), "together.cake[0]", "neighbours"),
        (Plan(hatch={"pie": ()}), "hatch", "no such item"),
        (Plan(hatch={"tea": ("sing",)}), "hatch.tea[0]", "no such step"),
        (Plan(spans=(SPAN,) * (limits.SPANS + 1)), "spans", "entries"),
        (Plan(spans=(Span("a b  c", "cake", "stir", "bake"),)), "spans[0].thing", "letters and digits"),
        (Plan(spans=(Span("tray", "pie", "stir", "bake"),)), "spans[0].item", "no such item"),
        (Plan(spans=(Span("tray", "cake", "sing", "bake"),)), "spans[0].first", "no such step"),
        (Plan(spans=(Span("tray", "cake", "stir", "sing"),)), "spans[0].last", "no such step"),
        (Plan(spans=(Span("tray", "cake", "bake", "stir"),)), "spans[0].last", "comes before"),
        (Plan(tokens={"tray": 2}), "tokens", "no such lock"),
        (Plan(tokens={"cake": 2}, spans=SPANS), "tokens", "there is: a, b, c, d, e, f, tray"),
        (Plan(spans=(SPAN,), tokens={"tray": 1}), "tokens.tray", "from 2"),
        (Plan(signals=tuple(Signal(f"b{n}", after=(BAKE,)) for n in range(limits.SIGNALS + 1))), "signals", "entries"),
        (Plan(signals=(BELL, BELL)), "signals", "two bells or rails"),
        (Plan(signals=(Signal("if", after=(BAKE,)),)), "signals[0].name", "letters and digits"),
        (Plan(signals=(Signal("bell", room=1, after=(BAKE,)),)), "signals[0].room", "from 0 to 0"),
        (Plan(signals=(Signal("bell"),)), "signals[0]", "given nowhere"),
        (Plan(signals=(Signal("bell", before=(BAKE, BAKE)),)), "signals[0].before", "two steps"),
        (Plan(signals=(Signal("bell", after=(StepRef("pie", "bake"),)),)), "signals[0].after[0].item", "no such item"),
        (Plan(signals=(Signal("bell", after=(StepRef("tea", "bake"),)),)), "signals[0].after[0].step", "no such step"),
        (Plan(late={"Zed": 1}), "late", "no such worker"),
        (Plan(late={"Bo": -1}), "late.Bo", "from 0"),
        (Plan(text="print('tea')"), "text", "belongs to levels whose program is edited itself"),
        (Plan(signals=(Signal("tray", after=(BAKE,)),)), "", "gives no program"),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(plan: Plan, where: str, says: str) -> None:
    with pytest.raises(BadContent) as caught:
        check_plan(SHOP, plan, "x.json")
    place = f"plan.{where}" if where else "plan"
    assert str(caught.value).startswith(f"x.json: {place} ")
    assert says in str(caught.value)


def test_tokens_hang_on_what_steps_grab_and_on_nothing_that_they_only_use() -> None:
    check_plan(level("C4").shop, Plan(tokens={"mitt": 2}), "x.json")
    with pytest.raises(BadContent, match="no such lock; there is: none"):
        check_plan(level("B6").shop, Plan(tokens={"case": 2}), "x.json")
