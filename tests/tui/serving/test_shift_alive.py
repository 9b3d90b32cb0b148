"""What makes a shift alive and readable: customers who feel, a guess at the rest, the mouse everywhere, nothing out of
reach.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shifting import seated
from shipped import level
from textual.events import MouseScrollDown

from cafe_sim.cafe.model import Plan
from cafe_sim.game.player.settings import SPEEDS
from cafe_sim.game.serving.shift import Shift
from cafe_sim.game.views import LogLine, OrderView, ShiftView, Strip, ThingView
from cafe_sim.tui.pages.serving.log import log_page, most_back
from cafe_sim.tui.pages.serving.rail import face, in_the_making, rail_page
from cafe_sim.tui.pages.serving.shift import heading, message, order_page, why_page
from cafe_sim.tui.pages.serving.things import things_page
from cafe_sim.tui.pieces import text_of, width_of
from cafe_sim.tui.screens.afterwards.result import ResultScreen
from cafe_sim.tui.screens.serving.shift_commands import NOBODY
from cafe_sim.tui.widgets.log import Log

LATTE = (Strip("run", 2, "grind"), Strip("wait", 6, "it drips"))


def an_order(number: int, **more) -> OrderView:
    return replace(OrderView(number, "latte", LATTE, 0.0, 20.0, "rail", "", ""), **more)


def a_view(**more) -> ShiftView:
    first = ShiftView(
        now=7.0, started=True, standing="", over=False, orders=(), workers=(), things=(), served=0,
        lost=0, log=(), program="one()\ntwo()  # and why\n", rules=False, can_undo=True, level="A9", title="Cellar",
    )  # fmt: skip
    return replace(first, **more)


# ---- customers ---------------------------------------------------------------------------------


def test_a_customer_goes_from_smiling_to_cross_and_over_what_has_no_hurry_nobody_stands():
    assert [face(an_order(1), now).text for now in (0.0, 6.0, 7.0, 13.0, 14.0, 19.0)] == [
        ":)", ":)", ":|", ":|", ":(", ":("
    ]  # fmt: skip
    assert face(an_order(1), 19.0).look == "bad"
    assert not face(an_order(1, leaves=None), 900.0).text.strip(), "a tray: nobody waits for it"


def test_patience_is_seen_until_the_cup_is_handed_out():
    given = (
        an_order(2, state="given", leaves=15.0),
        an_order(3, state="given", leaves=9.0),
        an_order(4, state="served"),
    )
    page = text_of(rail_page(a_view(orders=(an_order(1), *given)), 1, 29, 14)).splitlines()
    assert "2 being made" in text_of(rail_page(a_view(orders=(an_order(1), *given)), 1, 29, 14))
    rows = [row for row in page if row.startswith((" #2", " #3", " #4"))]
    assert [row.split()[0] for row in rows] == ["#3", "#2"], "the least patient first"
    assert [row.split()[-1] for row in rows] == ["0:09", "0:15"]
    assert ":(" in rows[0]


def test_who_never_leaves_comes_last_of_those_whose_cup_is_made():
    view = a_view(orders=(an_order(1, state="given", leaves=None), an_order(2, state="given")))
    assert [order.number for order in in_the_making(view)] == [2, 1]


def test_an_order_that_a_rule_gives_keeps_its_bar():
    page = text_of(rail_page(a_view(orders=(an_order(1, by_rule=True),)), 1, 29, 14))
    assert " R ▄" in page
    assert "leaves 0:20" in page


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["rail", "given", "coming", "left"]), max_size=20),
    st.integers(22, 50),
    st.integers(6, 40),
)
def test_the_rail_fits_however_many_are_at_the_counter(states, width, height):
    orders = tuple(an_order(n, state=state, arrives=float(n)) for n, state in enumerate(states, 1))
    page = rail_page(a_view(orders=orders), 1, width, height)
    assert len(page) <= height
    assert all(width_of(line) <= width for line in page)


@pytest.mark.asyncio
async def test_a_click_on_a_cup_in_the_making_says_what_is_done_with_it_and_by_which_line():
    async with seated("A9") as table:
        await table.press("1", "2")
        await table.let_pass(1)
        await table.click("rail", "#1")
        assert "#1 cider: to 0:06: down to the cellar." in table.text("message")
        assert "time.sleep(6)" in table.text("message")


@pytest.mark.asyncio
async def test_a_click_on_somebody_while_nobody_waits_says_what_they_do():
    async with seated("A1") as table:
        await table.press("down", "enter", "enter", "enter")
        await table.let_pass(1)
        await table.click("lanes", "1 Carl")
        assert "Carl: #2 tea to 0:05: it steeps" in table.text("message")
        assert "time.sleep(4)" in table.text("message")


# ---- what everybody shares ---------------------------------------------------------------------


def test_stations_fill_and_name_who_is_at_them():
    page = things_page(a_view(things=(ThingView("oven", "oven 1/2", False, ("Bo",), 2),)), 80)
    assert text_of(page).strip() == "oven ●○ Bo"
    many = ThingView("shelf", "shelf 7/9", False, ("Bo",) * 7, 9)
    assert "shelf 7/9" in text_of(things_page(a_view(things=(many,)), 80))


def test_a_till_that_is_wrong_says_what_it_should_be_in_words_and_colour():
    page = things_page(a_view(things=(ThingView("till", "till 9.00", False, should="18.00"),)), 80)
    assert text_of(page).strip() == "✗ till 9.00 should be 18.00"
    assert all("bad" in piece.look for piece in page[0])


# ---- a guess at the rest -----------------------------------------------------------------------


async def rules_are_set(table):
    """First come, first served, when Carl is free: the tea leaves."""
    table.shift.set_rules(dict(level("A1").naive.rules[0].makers), "arrival", "when free")
    table.screen.draw()
    await table.settle()


@pytest.mark.asyncio
async def test_one_key_guesses_and_runs_the_rest(look, golden):
    async with seated("A1") as table:
        await rules_are_set(table)
        assert "Will everybody be served today?" in table.text("message")
        golden("shift_guess_80x24", look(table.pilot.app))
        await table.press("n")
        assert table.screen._moving, "the doors are open"
        await table.press("enter", "enter")
        result = table.pilot.app.screen
        assert isinstance(result, ResultScreen)
        (called,) = result.view.called
        assert called.right


@pytest.mark.asyncio
async def test_who_does_not_want_to_guess_presses_what_they_would_have_pressed():
    async with seated("A1") as table:
        for keys in (("down", "enter"), ("enter",), ("enter",), ("enter",), ("enter",)):
            await table.press(*keys)
            await table.let_pass(20)
        await table.press("enter")
        if not isinstance(table.pilot.app.screen, ResultScreen):
            await table.press("enter")
        assert table.pilot.app.screen.view.called == ()


@pytest.mark.asyncio
async def test_a_guess_is_clicked_and_the_footer_offers_it_only_then(look):
    async with seated("A1") as table:
        assert "y n guess" not in look(table.pilot.app)
        await rules_are_set(table)
        assert "y n guess" in look(table.pilot.app)
        await table.press("y")
        assert "y n guess" not in look(table.pilot.app)
    async with seated("A1") as table:
        await rules_are_set(table)
        await table.click("message", "no")
        assert table.screen._moving
        assert table.shift.guess("yes").startswith("There is nothing")


@pytest.mark.parametrize("pace", ["stop", "slow", "real"])
@pytest.mark.asyncio
async def test_while_one_thinks_about_the_question_the_clock_stands_and_says_so(pace):
    async with seated("A1", (100, 30)) as table:
        table.shift.set_pace(pace)
        for order in (3, 2, 1):
            table.shift.hand_over(order, "Carl")
        while len(table.shift.plan.hand_overs) < 5:
            table.shift.advance(1)
            for stay in table.shift.undecided:
                table.shift.hand_over(stay.number, "Carl")
        table.screen.draw()
        await table.settle()
        at = table.shift.now
        await table.let_pass(30)
        assert table.shift.now == at
        assert "stands" in table.text("head")
        assert "The clock stands. Will everybody be served today?" in table.text("message")
        assert "space goes on" in table.text("message")
        await table.press("space")
        assert table.screen._moving
        assert "Will everybody" not in table.text("message"), "nobody is asked twice"
        await table.let_pass(1)
        assert table.shift.now > at


@pytest.mark.parametrize("speed", SPEEDS)
@pytest.mark.parametrize("pace", ["stop", "slow", "real"])
@pytest.mark.asyncio
async def test_at_every_pace_and_speed_whatever_lies_over_the_shift_stops_it_and_nothing_is_hidden(pace, speed):
    async with seated("A2", (60, 18)) as table:
        table.shift.set_pace(pace)
        table.screen._speed = speed
        await table.press("1", "1")
        table.time += 0.1
        table.screen.tick()
        await table.settle()
        at = table.shift.now
        assert at > 0
        before = [table.text(name) for name in ("rail", "lanes", "log")]
        if table.screen._moving:
            await table.press("space")
            assert not table.screen._moving
            assert [table.text(name) for name in ("rail", "lanes", "log")] == before
        for comes, goes in (("question_mark", "escape"), ("R", "escape")):
            await table.press(comes)
            table.time += 10
            await table.settle()
            await table.press(goes)
            assert table.shift.now == at
        await table.press("full_stop")
        assert table.shift.now <= at + 1
        await table.press("u")
        assert (table.shift.now, table.screen._moving) == (0, False)
        assert "Taken back." in table.text("message")


@pytest.mark.asyncio
async def test_what_is_refused_is_told_whole_in_the_smallest_window(look):
    async with seated("B1", (60, 18)) as table:
        await table.press("u")
        assert "take back." in " ".join(table.text("message").split())
        assert "back." in look(table.pilot.app)
        await table.press("down")
        assert len(table.text("message").splitlines()) == 1


@pytest.mark.asyncio
async def test_a_day_that_was_begun_again_by_mistake_is_brought_back():
    async with seated("A1") as table:
        await table.press("enter")
        await table.let_pass(4)
        assert table.shift.now == 3
        before = table.shift.plan
        await table.press("r")
        assert (table.shift.now, table.shift.plan.hand_overs) == (0, ())
        assert "u brings back the one you have left" in table.text("message")
        await table.press("r")
        assert "nothing to start again" in table.text("message")
        await table.press("u")
        assert (table.shift.now, table.shift.plan) == (3, before)
        assert "0:03 stands" in table.text("head")


@pytest.mark.parametrize("width", [60, 72, 80])
@pytest.mark.parametrize("started", [True, False])
def test_the_question_fits_the_smallest_window(width, started):
    view = a_view(asked="Will everybody be served today?", started=started)
    (line,) = message(view, "", width, can_skip=started)
    assert "…" not in text_of((line,))
    assert {piece.target for piece in line if piece.text.strip() in ("yes", "no")} == {
        "do:predict('yes')",
        "do:predict('no')",
    }


# ---- time --------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_as_fast_as_it_goes_is_from_decision_to_decision_in_a_frame():
    async with seated("A2") as table:
        await table.press("1", "1", *["plus"] * len(SPEEDS))
        assert "×100" in table.text("head")
        table.time += 0.1
        table.screen.tick()
        assert (table.shift.now, table.shift.standing) == (3.0, "a tea came in")


def test_the_clock_keeps_its_place_at_any_speed():
    places = {text_of(heading(a_view(), speed, 80)).index("0:07") for speed in SPEEDS}
    assert len(places) == 1


@pytest.mark.asyncio
async def test_time_is_over_when_the_day_is_and_says_so():
    async with seated("A1") as table:
        table.screen.shift = Shift(level("A1"), Plan(rules=level("A1").reference.rules), pace="real")
        await table.press("enter", "enter")
        assert table.shift.over
        await table.press("space")
        assert "The day is over. enter shows how it went." in table.text("message")


@pytest.mark.asyncio
async def test_where_one_works_alone_their_digit_hands_over_too():
    async with seated("A1") as table:
        await table.press("1")
        assert [(row.order, row.to) for row in table.shift.plan.hand_overs] == [(1, "Carl")]


@pytest.mark.asyncio
async def test_what_was_said_of_the_time_before_is_gone_when_somebody_comes_in():
    """“Nobody is on the rail” beside a marked order would not be true."""
    async with seated("A1") as table:
        await table.press(*["enter"] * 3)
        await table.press("enter")
        assert NOBODY in table.text("message"), "where all else is told, and nothing is covered"
        assert len(table.pilot.app._notifications) == 0
        await table.let_pass(4)
        assert table.shift.standing
        assert "An espresso came in." in table.text("message")


# ---- the mouse, and nothing out of reach -------------------------------------------------------


@pytest.mark.asyncio
async def test_the_wheel_goes_through_the_rail_and_a_click_on_the_clock_stops_it():
    async with seated("A1") as table:
        rail = table.screen.query_one("#rail")
        await table.pilot._post_mouse_events([MouseScrollDown], rail, offset=(3, 3))
        await table.settle()
        assert table.screen._marked == 2
        await table.press("enter")
        assert table.screen._moving
        await table.click("head", "0:00")
        assert not table.screen._moving
        await table.click("message", "space goes on")
        assert table.screen._moving
        await table.click("head", "×1")
        assert "×2" in table.text("head")


def test_earlier_lines_of_the_log_can_be_seen_and_how_many_are_later():
    view = a_view(log=tuple(LogLine(float(n), f"sentence {n}") for n in range(9)))
    page = text_of(log_page(view, 46, 4, 5))
    assert "5 later" in page
    assert [f"sentence {n}" in page for n in (0, 1, 2, 3, 4)] == [False, True, True, True, False]
    assert most_back(view, 46, 4) == 6
    assert "later" not in text_of(log_page(view, 46, 4))


@pytest.mark.asyncio
async def test_page_up_goes_back_in_the_log_and_no_further_than_its_beginning():
    async with seated("A9", (60, 18)) as table:
        for _ in range(6):
            await table.press("1")
            await table.let_pass(9)
        newest = table.text("log")
        await table.press(*["pageup"] * 20)
        assert "0:00 two ciders came in" in table.text("log")
        assert "later" in table.text("log")
        await table.press(*["pagedown"] * 20)
        assert table.text("log") == newest
        assert table.screen.query_one("#log", Log)._back == 0


def test_a_reason_names_the_line_it_stands_on():
    view = a_view(orders=(an_order(3, state="given", doing="to 0:09: it drips", line=2),))
    assert order_page(view, view.orders[0]) == "#3 latte: to 0:09: it drips.  line 2: two()"
    assert order_page(view, an_order(1)) == ""
    assert why_page(view) == ()


# ---- how it looks ------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40)])
@pytest.mark.asyncio
async def test_how_somebody_stuck_looks(look, golden, size):
    """Bo and Cy both have a brioche to bake, and the oven has one place."""
    async with seated("B2", size) as table:
        await table.press("1", "1")
        for keys in (("2",), ("3",), ("1",), ("1",), ()):
            await table.let_pass(9)
            await table.press(*keys)
        await table.press("space")
        await table.let_pass(9)
        while table.shift.now < 12:
            await table.press("full_stop")
        await table.settle()
        assert "wants oven ← Bo" in look(table.pilot.app)
        golden(f"shift_stuck_{size[0]}x{size[1]}", look(table.pilot.app))


@pytest.mark.asyncio
async def test_how_it_looks_without_colours(look, golden):
    async with seated("A9", theme="mono") as table:
        await table.press("1", "2")
        await table.let_pass(9)
        await table.press("1")
        await table.let_pass(9)
        golden("shift_mono", look(table.pilot.app))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.asyncio
async def test_how_standing_rules_look(look, golden, size):
    async with seated("A9", size) as table:
        await table.press("R", "1", "down", "1", "down", "2")
        golden(f"rules_{size[0]}x{size[1]}", look(table.pilot.app))
