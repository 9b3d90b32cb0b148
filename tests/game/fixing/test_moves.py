"""The bench's moves: what the toolbox does to a plan, and what it refuses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cafe_sim.cafe.model import Item, Order, Plan, Shop, Span, Station, Step, StepRef, Thing, Worker
from cafe_sim.game.fixing import moves, signals
from cafe_sim.game.fixing.moves import MoveRefused

BAKERS = (Worker("Bo", "baker"), Worker("Cy", "baker"))
TILL = Shop(
    items=(
        Item(
            "croissant",
            (
                Step("bake", "wait", 4, station="oven"),
                Step("ring", "ring", 1, thing="till"),
                Step("wrap", "block", 1),
            ),
        ),
    ),
    staff=BAKERS,
    orders=(Order(0, "croissant", to="Bo"), Order(0, "croissant", to="Cy")),
    stations=(Station("oven", 2),),
    things=(Thing("till", "total"),),
)
CASE = Shop(
    items=(
        Item(
            "croissant",
            (
                Step("look", "look", thing="case"),
                Step("bag", "block", 1),
                Step("take", "take", thing="case"),
                Step("wrap", "block", 3),
            ),
        ),
    ),
    staff=BAKERS,
    orders=(),
    things=(Thing("case", "croissants", 4),),
)


def batch(first: str, second: str) -> tuple[Step, ...]:
    return (
        Step("prepare", "block", 2),
        Step(first, "grab", thing=first),
        Step("walk", "block", 1),
        Step(second, "grab", thing=second),
        Step("bake", "wait", 3, touches=("mitt", "tray")),
    )


MITT = Shop(
    items=(Item("bo's batch", batch("mitt", "tray")), Item("cy's batch", batch("tray", "mitt"))),
    staff=BAKERS,
    orders=(),
    things=(Thing("mitt", "uses", lock=True), Thing("tray", "batches", lock=True)),
)
C = "croissant"


def test_a_lock_hung_on_the_till_wraps_the_one_step_that_touches_it():
    assert moves.hang(TILL, Plan(), "till", 2).spans == (Span("till", C, "ring", "ring"),)


def test_a_lock_hung_on_the_case_wraps_each_touching_step_by_itself():
    assert moves.hang(CASE, Plan(), "case", 1).spans == (
        Span("case", C, "look", "look"),
        Span("case", C, "take", "take"),
    )


def test_joining_makes_two_spans_one_and_covers_what_lies_between():
    hung = moves.hang(CASE, Plan(), "case", 1)
    joined = moves.join(CASE, hung, C, "look")
    assert joined.spans == (Span("case", C, "look", "take"),)
    assert moves.covers(CASE, joined, joined.spans[0]) == ("look", "bag", "take")


def test_joining_with_nothing_below_holds_the_lock_one_step_longer_until_the_end():
    plan = moves.join(TILL, moves.hang(TILL, Plan(), "till", 2), C, "ring")
    assert plan.spans == (Span("till", C, "ring", "wrap"),)
    with pytest.raises(MoveRefused, match="to the end already"):
        moves.join(TILL, plan, C, "ring")


def test_a_step_above_a_span_is_pulled_in_so_that_one_lock_can_go_round_everything():
    plan = moves.join(TILL, moves.hang(TILL, Plan(), "till", 2), C, "ring")
    assert moves.join(TILL, plan, C, "bake").spans == (Span("till", C, "bake", "wrap"),)


def test_the_light_way_for_the_last_croissant_bag_first_then_look_and_take_joined():
    plan = moves.shift(CASE, Plan(), C, "bag", -1)
    plan = moves.hang(CASE, plan, "case", 1)
    plan = moves.join(CASE, plan, C, "look")
    assert plan.order == {C: ("bag", "look", "take", "wrap")}
    assert plan.spans == (Span("case", C, "look", "take"),)


def test_the_same_plan_is_reached_when_the_bag_is_moved_out_of_a_joined_lock():
    plan = moves.join(CASE, moves.hang(CASE, Plan(), "case", 1), C, "look")
    plan = moves.shift(CASE, plan, C, "bag", -1)  # now the first step inside the lock
    assert moves.covers(CASE, plan, plan.spans[0]) == ("bag", "look", "take")
    plan = moves.shift(CASE, plan, C, "bag", -1)  # out of it
    assert plan.order == {C: ("bag", "look", "take", "wrap")}
    assert plan.spans == (Span("case", C, "look", "take"),)


def test_locking_only_the_take_is_possible_and_is_the_players_own_mistake():
    plan = moves.hang(CASE, Plan(), "case", 1)
    assert moves.guard_step(CASE, plan, C, "look", 1).spans == (Span("case", C, "take", "take"),)


def test_a_lock_can_hang_on_a_station_or_on_a_step_that_shares_nothing():
    assert moves.guard_step(TILL, Plan(), C, "bake", 2).spans == (Span("oven", C, "bake", "bake"),)
    assert moves.guard_step(TILL, Plan(), C, "wrap", 2).spans == (Span("wrap", C, "wrap", "wrap"),)


def test_the_toolbox_is_finite_and_says_so():
    plan = moves.hang(TILL, Plan(), "till", 1)
    with pytest.raises(MoveRefused, match="toolbox holds 1 lock"):
        moves.hang(TILL, plan, "oven", 1)
    with pytest.raises(MoveRefused, match="already"):
        moves.hang(TILL, plan, "till", 2)


def test_swapping_the_two_grabs_is_three_moves_and_coming_back_gives_the_first_plan():
    plan = moves.shift(MITT, Plan(), "cy's batch", "mitt", -1)
    plan = moves.shift(MITT, plan, "cy's batch", "mitt", -1)
    assert plan.order["cy's batch"][1:3] == ("mitt", "tray")
    plan = moves.shift(MITT, plan, "cy's batch", "mitt", 1)
    assert moves.shift(MITT, plan, "cy's batch", "mitt", 1) == Plan()


def test_taking_off_a_lock_that_came_with_the_level_drops_its_grabs():
    plan = moves.take_off(MITT, Plan(), "tray")
    assert plan.order == {
        "bo's batch": ("prepare", "mitt", "walk", "bake"),
        "cy's batch": ("prepare", "walk", "mitt", "bake"),
    }
    with pytest.raises(MoveRefused, match="no lock hangs on the tray"):
        moves.take_off(MITT, plan, "tray")


def test_a_grab_that_is_taken_off_leaves_its_group():
    plan = moves.together(MITT, Plan(), "bo's batch", "mitt")
    assert plan.together == {"bo's batch": (("prepare", "mitt"),)}
    assert moves.take_off(MITT, plan, "mitt").together == {}


def test_taking_off_a_lock_shrinks_the_span_that_began_with_it():
    plan = moves.hang_extra(MITT, Plan(), "kitchen", 1)
    plan = moves.take_off(MITT, plan, "mitt")
    assert Span("kitchen", "bo's batch", "walk", "bake") in plan.spans


def test_two_locks_may_not_cross_because_with_blocks_cannot():
    plan = moves.hang(TILL, Plan(), "till", 2)
    plan = moves.guard_step(TILL, plan, C, "bake", 2)
    plan = moves.join(TILL, plan, C, "bake")  # the oven's lock reaches over the ringing
    with pytest.raises(MoveRefused, match="would cross"):
        moves.shift(TILL, moves.join(TILL, plan, C, "ring"), C, "bake", 1)


def test_one_more_lock_goes_round_all_that_is_grabbed():
    plan = moves.hang_extra(MITT, Plan(), "kitchen", 1)
    assert {(s.item, s.first, s.last) for s in plan.spans} == {
        ("bo's batch", "mitt", "bake"),
        ("cy's batch", "tray", "bake"),
    }
    whole = moves.join(MITT, plan, "bo's batch", "prepare")
    assert Span("kitchen", "bo's batch", "prepare", "bake") in whole.spans


def test_gathering_and_parting():
    table = Shop(
        items=(Item("table", tuple(Step(i, "wait", 1) for i in ("water", "beans", "coffee", "scones"))),),
        staff=(Worker("Ana", "barista"),),
        orders=(),
    )
    plan = moves.together(table, Plan(), "table", "beans")
    plan = moves.together(table, plan, "table", "scones")
    assert plan.together == {"table": (("water", "beans"), ("coffee", "scones"))}
    assert moves.together(table, plan, "table", "coffee").together == {
        "table": (("water", "beans", "coffee", "scones"),)
    }
    assert moves.together(table, plan, "table", "beans").together == {"table": (("coffee", "scones"),)}
    with pytest.raises(MoveRefused, match="above"):
        moves.together(table, Plan(), "table", "water")


def test_coming_in_late_within_bounds():
    plan = moves.come_in(Plan(), "Cy", 2, 3)
    assert plan.late == {"Cy": 2}
    assert moves.come_in(plan, "Cy", 0, 3) == Plan()
    with pytest.raises(MoveRefused, match="from 0 to 3"):
        moves.come_in(plan, "Cy", 4, 3)


def test_tokens_are_added_to_a_lock_that_hangs_and_go_with_it():
    with pytest.raises(MoveRefused, match="no lock hangs on the till"):
        moves.tokens(TILL, Plan(), "till", 1, 3)
    plan = moves.tokens(TILL, moves.hang(TILL, Plan(), "till", 2), "till", 1, 2)
    assert plan.tokens == {"till": 2}
    assert moves.token_count(plan) == 1
    assert moves.tokens(TILL, plan, "till", -1, 2).tokens == {}, "one token is a lock"
    assert moves.take_off(TILL, plan, "till") == Plan()
    assert moves.guard_step(TILL, plan, C, "ring", 2) == Plan()


def test_tokens_are_finite_and_the_last_one_stays():
    hung = moves.hang(TILL, Plan(), "till", 2)
    with pytest.raises(MoveRefused, match="the last token stays"):
        moves.tokens(TILL, hung, "till", -1, 1)
    with pytest.raises(MoveRefused, match="toolbox holds 1 token, and all hang"):
        moves.tokens(TILL, moves.tokens(TILL, hung, "till", 1, 1), "till", 1, 1)


def test_a_lock_that_came_with_the_level_takes_its_tokens_along():
    plan = moves.tokens(MITT, Plan(), "mitt", 1, 1)
    assert plan.tokens == {"mitt": 2}
    assert moves.take_off(MITT, plan, "mitt").tokens == {}


CAKE = Shop(
    items=(
        Item("cake", (Step("stir", "block", 2), Step("bake", "wait", 4, touches=("cake",)))),
        Item("icing", (Step("whip", "block", 2), Step("ice", "need", 3, thing="cake"))),
    ),
    staff=BAKERS,
    orders=(Order(0, "cake", to="Bo"), Order(0, "icing", to="Cy")),
    things=(Thing("cake", "out"),),
)
MOVE = st.tuples(
    st.sampled_from(
        ["give", "await", "token", "untoken", "hang", "off", "guard", "join", "up", "down", "together", "extra"]
    ),
    st.integers(0, 20),
    st.sampled_from(["till", "case", "mitt", "tray", "oven", "kitchen"]),
)


@given(st.sampled_from([TILL, CASE, MITT, CAKE]), st.lists(MOVE, max_size=25))
@settings(max_examples=300, deadline=None)
def test_whatever_is_pressed_the_plan_stays_a_plan(shop, presses):
    plan = Plan()
    for what, where, thing in presses:
        item = shop.items[where % len(shop.items)].name
        steps = moves.steps_of(shop, plan, item)
        step = steps[where % len(steps)].id
        act = {
            "give": lambda: signals.toggle(shop, plan, StepRef(item, step), "after", {"bell": 2}),
            "await": lambda: signals.toggle(shop, plan, StepRef(item, step), "before", {"bell": 2}),
            "token": lambda: moves.tokens(shop, plan, thing, 1, 3),
            "untoken": lambda: moves.tokens(shop, plan, thing, -1, 3),
            "hang": lambda: moves.hang(shop, plan, thing, 2),
            "off": lambda: moves.take_off(shop, plan, thing),
            "guard": lambda: moves.guard_step(shop, plan, item, step, 2),
            "join": lambda: moves.join(shop, plan, item, step),
            "up": lambda: moves.shift(shop, plan, item, step, -1),
            "down": lambda: moves.shift(shop, plan, item, step, 1),
            "together": lambda: moves.together(shop, plan, item, step),
            "extra": lambda: moves.hang_extra(shop, plan, "kitchen", 3),
        }[what]
        try:
            plan = act()
        except MoveRefused as refusal:
            assert str(refusal)  # noqa: PT017
        assert set(plan.tokens) <= {span.thing for span in plan.spans} | moves.grabbed(shop, plan)
        assert all(count > 1 for count in plan.tokens.values())
        assert len({signal.name for signal in plan.signals}) == len(plan.signals) <= 2
        for signal in plan.signals:
            assert signal.after or signal.before
            for place in (*signal.after, *signal.before):
                assert place.step in [s.id for s in moves.steps_of(shop, plan, place.item)]
        assert moves.token_count(plan) <= 3
        for one in shop.items:
            ids = [s.id for s in moves.steps_of(shop, plan, one.name)]
            own = [s.id for s in one.steps]
            assert len(set(ids)) == len(ids)
            assert set(ids) <= set(own)
            for span in plan.spans:
                if span.item == one.name:
                    assert ids.index(span.first) <= ids.index(span.last)
                    for other in plan.spans:
                        if other.item == one.name:
                            mine, theirs = (set(moves.covers(shop, plan, s)) for s in (span, other))
                            assert not mine & theirs or mine <= theirs or theirs <= mine
            for group in plan.together.get(one.name, ()):
                places = [ids.index(id_) for id_ in group]
                assert places == list(range(places[0], places[0] + len(places)))
                assert len(places) > 1


# ---- through the hatch --------------------------------------------------------------------------

CELLAR = Shop(
    items=(
        Item("cider", (Step("cellar", "block", 6), Step("cool", "wait", 2), Step("pour", "work", 1))),
        Item("loaf", (Step("knead", "work", 3),), makers=("Bo",)),
    ),
    staff=(Worker("Ana", "barista"), Worker("Bo", "baker")),
    orders=(Order(0, "cider", to="Ana"), Order(0, "loaf", to="Bo")),
)


def test_a_step_goes_through_the_hatch_and_comes_back():
    sent = moves.hatch(CELLAR, Plan(), "cider", "cellar")
    assert sent.hatch == {"cider": ("cellar",)}
    assert moves.hatch(CELLAR, moves.hatch(CELLAR, sent, "cider", "pour"), "cider", "cellar").hatch == {
        "cider": ("pour",)
    }
    assert moves.hatch(CELLAR, sent, "cider", "cellar") == Plan()


def test_in_whatever_order_steps_are_sent_the_plans_are_equal():
    one = moves.hatch(CELLAR, moves.hatch(CELLAR, Plan(), "cider", "cellar"), "cider", "pour")
    other = moves.hatch(CELLAR, moves.hatch(CELLAR, Plan(), "cider", "pour"), "cider", "cellar")
    assert one == other


def test_what_waits_by_itself_or_is_no_baristas_is_not_sent():
    with pytest.raises(MoveRefused, match="does not"):
        moves.hatch(CELLAR, Plan(), "cider", "cool")
    with pytest.raises(MoveRefused, match="no barista makes this"):
        moves.hatch(CELLAR, Plan(), "loaf", "knead")
