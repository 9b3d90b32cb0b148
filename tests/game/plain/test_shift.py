"""A serve level by typed words."""

from __future__ import annotations

import pytest

from cafe_sim.catalogue import say
from cafe_sim.game.plain.shift_told import foreseen
from cafe_sim.game.views import Forecast


def test_the_first_order_can_be_given_by_what_the_opening_says(sit):
    sitting = sit("A1")
    assert "Order 3, espresso: hands on for 1 s, then waits 2 s. Stays until 0:16, 16 s more." in sitting.opening
    assert sitting.opening.endswith("Type for example: give 1 to Carl.")
    said = sitting.type("give 3 to Carl")
    assert said.splitlines() == [
        "0:00: order 3, espresso, went to Carl.",
        "0:03: order 3, espresso, is out after 3 s; order 4, espresso, came in (hands on for 1 s, then waits 2 s), stays until 0:19.",
        "0:03. The clock stands: an espresso came in.",
        "On the rail: order 1, pour-over, stays until 0:40; order 2, tea, stays until 0:09; order 4, espresso, stays until 0:19.",
    ]  # fmt: skip


def test_orders_and_people_can_be_named_in_many_ways(sit):
    plans = []
    for ways in (("give 1 to carl", "omelette carl"), ("CARL 1", "2 1"), ("crepe to 1", "give Carl the omelette please"), ("1 c", "om ca")):  # fmt: skip
        sitting = sit("A2")
        sitting.type(*ways)
        plans.append(sitting.session.place.shift.plan)
    assert len(plans[0].hand_overs) == 2
    assert all(plan == plans[0] for plan in plans)


def test_who_is_alone_need_not_be_named_and_who_is_not_is_asked_for(sit):
    assert "order 1, pour-over, went to Carl" in sit("A1").type("1")
    assert sit("A2").type("1") == "To whom? Say 1 to Carl or Ana."


def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(sit):
    sitting = sit("A2")
    for typed, said in (
        ("frob", 'I do not know "frob" here. You can type give, go, undo, rail, forecast, why; help says what else.'),
        ("give 1 to Bo", 'There is no "bo" here. There is Carl or Ana.'),
        ("give 99 to ana", "There is no order 99: on the rail is 1 crêpe and 2 omelette."),
        ("give 4 to ana", "Order 4 bun has not come in yet."),
        ("give bun to ana", "There is no bun on the rail: on the rail is 1 crêpe and 2 omelette."),
        ("give", "Say which order, and to whom: give 1 to Carl."),
        ("s", '"s" could be staff, stock, stars or settings: type a little more.'),
        ("undo", "Nothing has been decided yet."),
        ("result", "The day is not over yet."),
        ("guess 9", "Type guess and a number from 1 to 3."),
        ("tag bo", "That is not in this level's toolbox."),
        ("wait 0", "Wait from 1 to 600 seconds."),
        ("rule tea to bo", 'There is no "bo" here.'),
        ("rule tea", "Say who makes it: Carl or Ana."),
        ("open zz", 'There is no "zz" here.'),
        ("open A3", "A3 is closed: win A2 first."),
    ):  # fmt: skip
        before = sitting.session.place.shift.plan
        answer = sitting.type(typed)
        assert answer.startswith(said), typed
        assert "\n" not in answer
        assert sitting.session.place.shift.plan == before
        assert sitting.session.place.shift.now == 0


def test_an_empty_line_says_where_one_stands_again(sit):
    sitting = sit("A1")
    said = sitting.type("give 3")
    assert sitting.type("") == sitting.type("   ") == "\n".join(said.splitlines()[-2:])


def test_undo_goes_back_and_what_comes_then_is_told_anew(sit):
    sitting = sit("A1")
    first = sitting.type("give 3")
    assert sitting.type("undo").startswith("Taken back.\nThe clock stands at 0:00")
    assert sitting.type("give 3") == first


def test_forecasts_say_when_and_whether_that_is_in_time(sit):
    sitting = sit("A2")
    sitting.type("1 carl", "2 carl")
    assert sitting.type("forecast tea").splitlines() == [
        "Order 3, tea to Carl: too late, the customer leaves at 0:21.",
        "Order 3, tea to Ana: out at 0:15, in time.",
    ]


@pytest.mark.parametrize(
    ("forecast", "said"),
    [
        (Forecast("Ana", 15.0, in_time=True, leaves=21.0, also_lost=()), "out at 0:15, in time"),
        (Forecast("Ana", 30.0, in_time=False, leaves=21.0, also_lost=()), "too late, the customer leaves at 0:21"),
        (
            Forecast("Ana", None, in_time=False, leaves=21.0, also_lost=(), incomplete=True),
            "out at 0:21, incomplete: nobody waits for the rest",
        ),
        (Forecast("Ana", None, in_time=False, leaves=None, also_lost=()), "never out, as things stand"),
    ],
)
def test_a_forecast_says_what_would_come_of_it(forecast, said):
    assert foreseen(forecast) == said


def test_why_says_what_each_order_in_a_baristas_hands_waits_for(sit):
    sitting = sit("A2")
    sitting.type("1 carl", "2 carl", "3 ana")
    said = sitting.type("why")
    assert "Carl works: order 1 crêpe to 0:06: spread and turn, then order 2" in said
    assert "Order 3, tea: to 0:15: it steeps." in sitting.type("why ana")
    assert "Carl" not in sitting.type("why ana")


def test_time_can_be_waited_for_second_by_second(sit):
    sitting = sit("A1")
    sitting.type("1")
    sitting.type("go")
    assert sitting.session.place.shift.now == 8
    assert sitting.type("wait 2").startswith("0:09: order 2, tea: the customer left.")
    assert sitting.session.place.shift.now == 10


def test_rules_alone_run_a_day_and_win_the_light_touch(sit):
    sitting = sit("A2")
    said = sitting.type("rule tea to ana, bun to ana, crepe carl, omelette to carl")
    assert said.startswith("Standing rules: tea to Ana; bun to Ana; crêpe to Carl; omelette to Carl.")
    assert said.endswith("The rules hand over: type go to let time begin.")
    assert "The day is over: 11 of 11 served." in sitting.type("go")
    assert "3 of 3 stars" in sitting.type("result")
    assert sitting.stars("A2") == ("sound", "par", "light")


def test_rules_can_be_changed_taken_off_and_heard(sit):
    sitting = sit("A2")
    shift = sitting.session.place.shift
    sitting.type("rule all to ana, next patience, when free")
    assert dict(shift.rules.makers) == dict.fromkeys(("tea", "bun", "crêpe", "omelette"), ("Ana",))
    assert (shift.rules.next, shift.rules.when) == ("patience", "when free")
    sitting.type("rule tea off, bun to Ana or Carl, at once")
    sitting.type("rule tea, crepe to Carl", "undo")
    assert "tea" not in shift.rules.makers
    assert shift.rules.makers["bun"] == ("Ana", "Carl")
    assert shift.rules.when == "at once"
    assert sitting.type("rules").startswith("Standing rules: bun to Ana or Carl; crêpe to Ana; omelette to Ana.")
    assert (
        sitting.type("rules off")
        == f"{say('No standing rules: you hand over everything yourself.')}\n{sitting.type('')}"
    )


def test_tags_hang_on_the_van_by_name(sit):
    sitting = sit("B1")
    assert "No tag hangs on the van." in sitting.opening
    assert sitting.type("tag bo").startswith("On the van hang the tags of Bo.")
    assert sitting.type("tag cy").startswith("On the van hang the tags of Bo and Cy.")
    assert "Trays: 0." in sitting.type("stock")
    assert "Oven: 0 of 4 places in use." in sitting.type("stations")


def test_a_day_that_went_wrong_can_be_played_again(sit):
    sitting = sit("A1")
    assert "The day is over: 4 of 5 served, 1 lost." in sitting.type("rule all to carl, when free", "go")
    said = sitting.type("result")
    assert "no star this time" in said
    assert said.endswith("Type again to try once more, hint for a hint, or levels.")
    assert sitting.type("hint").startswith("Hint 1: The pour-over is the longest")
    assert sitting.type("again").startswith("Here work: 1, Carl, clerk.\n2 orders on the rail.")


def test_several_orders_are_handed_over_at_one_moment_or_none_of_them(sit):
    sitting = sit("A2")
    shift = sitting.session.place.shift
    assert sitting.type("1 to carl, 3 to ana").startswith("Order 3 tea has not come in yet.")
    assert not shift.plan.hand_overs
    sitting.type("1 to carl and omelette to Carl")
    assert [(row.at, row.order, row.to) for row in shift.plan.hand_overs] == [(0, 1, "Carl"), (0, 2, "Carl")]


# ---- the inspector at its result ---------------------------------------------------------------


def test_a_shift_that_shares_things_wins_its_stars_at_the_inspectors(sit):
    sitting = sit("B1")
    assert "Star sound: everyone served, and certified by the inspector." in sitting.type("stars")
    plan = sitting.game.level("B1").reference
    sitting.type("tag bo", "tag cy", "rule bread to bo or cy, sandwich to bo or cy")
    sitting.hand_over(plan)
    said = sitting.type("result")
    assert "This time: worked, 11 of 11 served." in said
    assert "Always: the inspector has not been asked." in said
    assert sitting.stars("B1") == ()
    said = sitting.type("inspect")
    assert "what each worker was given, nobody in a hurry" in said
    assert "Always: certified" in said
    assert "sound (everyone served, and nothing found wrong, new)" in said
    assert "sound" in sitting.stars("B1")


def test_a_lucky_shift_is_broken_by_him_and_the_order_is_heard(sit):
    sitting = sit("B1")
    plan = next(row.plan for row in sitting.game.level("B1").proof.rows if row.verdict == "lucky")
    sitting.type("tag bo")
    sitting.hand_over(plan)
    said = sitting.type("result")
    assert "This time: worked, 11 of 11 served." in said
    assert "Type inspect to call the inspector" in said
    said = sitting.type("inspect")
    assert "Always: broken" in said
    assert "no star this time" in said
    assert "Type again to try once more" in said
    assert "Cy" in sitting.type("watch")
    assert sitting.stars("B1") == ()
