"""The shift on a screen: keys, mouse, a clock that the test turns by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from shifting import seated
from shipped import level

from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.keeper import Keeper
from cafe_sim.game.player.progress import Progress
from cafe_sim.game.player.settings import Settings
from cafe_sim.game.serving.shift import LEFT
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.pieces import text_of
from cafe_sim.tui.screens.afterwards.result import ResultScreen
from cafe_sim.tui.screens.serving.rules import RulesScreen
from cafe_sim.tui.screens.serving.shift import ShiftScreen
from cafe_sim.tui.widgets.rows import Rows

pytestmark = pytest.mark.asyncio


@pytest.fixture
def sit_down() -> Callable:
    return seated


# ---- the first minute --------------------------------------------------------------------------


async def test_the_first_start_prompts_and_the_clock_stands(sit_down):
    async with sit_down("A1") as table:
        assert "choose who is next" in table.text("log")
        assert "time starts when you do" in table.text("log")
        assert "0:00 stands" in table.text("head")
        assert not table.screen._moving
        await table.press("enter")
        assert table.screen._moving
        assert "choose who is next" not in table.text("log")


async def test_a1_is_won_in_a_handful_of_presses(sit_down):
    async with sit_down("A1") as table:
        presses = 0
        for keys in (("down", "enter"), ("enter",), ("enter",), ("enter",), ("enter",), ("enter",)):
            await table.press(*keys)
            presses += len(keys)
            await table.let_pass(30)
            if table.shift.over:
                break
        assert table.shift.over
        assert presses <= 8
        await table.press("enter")
        await table.pilot.pause()
        result = table.pilot.app.screen
        assert isinstance(result, ResultScreen)
        assert result.view.served == 5
        assert result.view.sound


# ---- keys --------------------------------------------------------------------------------------


async def test_digits_hand_the_marked_order_to_that_worker(sit_down):
    async with sit_down("A9") as table:
        await table.press("2")
        assert [(h.order, h.to) for h in table.shift.plan.hand_overs] == [(1, "Carl")]
        await table.press("1")
        assert table.shift.plan.hand_overs[1].to == "Ana"
        await table.press("8")
        assert len(table.shift.plan.hand_overs) == 2


async def test_arrows_and_j_k_choose_and_wrap_around(sit_down):
    async with sit_down("A1") as table:
        marks = []
        for key in ("down", "j", "j", "k", "up"):
            await table.press(key)
            marks.append(table.screen._marked)
        assert marks == [2, 3, 1, 3, 2]
        assert "›#2" in table.text("rail")


async def test_undo_brings_the_order_and_the_moment_back(sit_down):
    async with sit_down("A1") as table:
        await table.press("down", "enter")
        await table.let_pass(2)
        await table.press("u")
        assert table.shift.now == 0.0
        assert table.screen._marked == 2
        assert "0:00 stands" in table.text("head")


async def test_space_stops_and_goes_on_and_a_dot_is_a_second(sit_down):
    async with sit_down("A1") as table:
        await table.press("down", "enter")
        await table.let_pass(1)
        await table.press("space")
        before = table.shift.now
        await table.let_pass(5)
        assert table.shift.now == before
        assert "Paused." in table.text("message")
        await table.press("full_stop")
        assert table.shift.now == pytest.approx(before + 1)
        await table.press("space")
        assert table.screen._moving


async def test_speed_is_times_real_time_and_a_long_gap_counts_little(sit_down):
    async with sit_down("A1") as table:
        await table.press("enter", "plus")
        assert "×2" in table.text("head")
        table.time += 0.1
        table.screen.tick()
        assert table.shift.now == pytest.approx(0.2)
        table.time += 3600
        table.screen.tick()
        assert table.shift.now == pytest.approx(0.7)
        await table.press("minus", "minus")
        assert "×0.5" in table.text("head")


async def test_what_cannot_be_done_is_said_and_forgotten_with_the_next_key(sit_down):
    async with sit_down("B1") as table:
        await table.press("1")
        assert "Carl does not make" in table.text("message")
        await table.press("down")
        assert "does not make" not in table.text("message")


async def test_the_reasons_asked_for_go_with_the_next_key(sit_down):
    async with sit_down("A9") as table:
        await table.press("1", "i")
        assert len(table.pilot.app._notifications) == 1
        await table.press("2")
        assert len(table.pilot.app._notifications) == 0


async def test_the_forecast_stands_beside_every_worker_who_can(sit_down):
    async with sit_down("A9") as table:
        await table.press("1")
        staff = table.text("lanes")
        assert "out 0:12 ✔" in staff
        assert "out 0:06 ✔" in staff


async def test_the_reason_is_on_a_lane_that_holds(sit_down):
    async with sit_down("A9") as table:
        await table.press("1", "2")
        await table.let_pass(1)
        assert "#1 cider" in table.text("lanes")
        assert "hold  ▀" in table.text("lanes")
        await table.press("i")
        assert any("cellar" in note.message for note in table.pilot.app._notifications)


async def test_code_is_docked_when_there_is_room_and_toggled_below(sit_down):
    async with sit_down("A9", size=(120, 40)) as table:
        code = table.screen.query_one("#code")
        assert code.display
        await table.press("1", "2")
        await table.let_pass(1)
        assert "Ana▸" in table.text("code")
        await table.press("c")
        assert not code.display
    async with sit_down("A9") as table:
        code = table.screen.query_one("#code")
        assert not code.display
        await table.press("c")
        assert code.display
        assert code.size.height > 5


async def test_tags_hang_one_after_the_other_and_come_off_together(sit_down):
    async with sit_down("B1") as table:
        assert "van waits for nobody" in table.text("things")
        await table.press("w")
        assert table.text("things").endswith("van waits for Bo")
        await table.press("w")
        assert "van waits for Bo and Cy" in table.text("things")
        await table.press("w")
        assert "van waits for nobody" in table.text("things")


async def test_the_rules_board_sets_rules_that_win_a9_alone(sit_down):
    async with sit_down("A9") as table:
        await table.press("R")
        assert isinstance(table.pilot.app.screen, RulesScreen)
        for item in level("A9").shop.items:
            await table.press("2" if item.name == "cider" else "1", "down")
        await table.press("enter")
        assert table.pilot.app.screen is table.screen
        assert table.shift.rules is not None
        await table.press("enter")
        assert table.screen._moving
        await table.press("enter")
        assert table.shift.over
        assert table.shift.result().light


async def test_the_right_arrow_turns_to_one_maker_alone(sit_down):
    async with sit_down("A9") as table:
        await table.press("R", "right")
        first = table.pilot.app.screen.draft.chosen()
        await table.pilot.press("right")
        second = table.pilot.app.screen.draft.chosen()
        (item,) = first
        assert (first[item], second[item]) == (("Ana",), ("Carl",))


async def test_the_rules_board_says_what_the_marked_line_means(sit_down, look):
    async with sit_down("A9", (60, 18)) as table:
        await table.press("R")
        assert "Of several, who has the least in hand." in look(table.pilot.app)
        await table.press("up", "2")
        assert "Kept on the rail until somebody has nothing in hand." in look(table.pilot.app)
        await table.press("up", "3")
        assert "What has the most seconds of waiting" in look(table.pilot.app)


async def test_enter_skips_although_a_rule_keeps_orders_on_the_rail(sit_down):
    async with sit_down("A1") as table:
        await table.press("R", "1", "down", "1", "down", "1", "down", "2", "down", "2", "enter")
        await table.press("enter")
        await table.let_pass(2)
        assert " R ▄" in table.text("rail")
        assert "enter skips" in table.text("message")
        await table.press("enter")
        assert table.shift.over
        assert table.shift.plan.hand_overs == ()
        assert table.shift.result().light


async def test_leaving_the_rules_board_changes_nothing(sit_down):
    async with sit_down("A9") as table:
        await table.press("R", "1", "escape")
        assert table.shift.rules is None
        assert not table.shift.can_undo


# ---- mouse -------------------------------------------------------------------------------------


async def test_a_shift_can_be_played_by_mouse(sit_down):
    async with sit_down("A2") as table:
        await table.click("rail", "omelette")
        assert table.screen._marked == 2
        await table.click("lanes", "Ana")
        assert [(h.order, h.to) for h in table.shift.plan.hand_overs] == [(2, "Ana")]
        await table.click("lanes", "Carl")
        assert table.shift.plan.hand_overs[1].to == "Carl"
        assert table.screen._moving


async def test_tags_hang_by_mouse(sit_down):
    async with sit_down("B1") as table:
        await table.click("things", "nobody")
        assert table.shift.plan.joins == ("Bo",)


# ---- calm --------------------------------------------------------------------------------------


async def test_no_timer_runs_while_the_clock_stands_or_another_screen_is_on_top(sit_down):
    async with sit_down("A1") as table:
        assert not table.screen._moving
        await table.press("enter")
        assert table.screen._moving
        await table.press("question_mark")
        assert not table.screen._moving
        before = table.shift.now
        table.time += 100
        await table.press("escape")
        assert table.screen._moving
        assert table.shift.now == before


async def test_only_lines_that_changed_are_drawn_again(sit_down, monkeypatch):
    async with sit_down("A9") as table:
        await table.press("1", "2")
        await table.let_pass(0.5)
        drawn = []
        rail = table.screen.query_one("#rail", Rows)
        monkeypatch.setattr(rail, "refresh", lambda *regions, **_: drawn.extend(regions))
        table.time += 0.1
        table.screen.tick()
        assert drawn == []


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (100, 30), (120, 40)])
@pytest.mark.parametrize("name", ["A1", "B1", "B2"])
async def test_nothing_is_cut_off_the_screen(sit_down, name, size):
    async with sit_down(name, size=size) as table:
        await table.press("1")
        for line in table.text("head").splitlines():
            assert len(line) <= size[0]
        assert table.screen.query_one("#message").region.bottom == table.screen.query_one("CafeFooter").region.y
        assert table.screen.query_one("#lanes").size.height >= 5


async def test_the_day_starts_again_with_r(sit_down):
    async with sit_down("A1") as table:
        await table.press("enter")
        await table.let_pass(2)
        await table.press("r")
        assert table.shift.now == 0.0
        assert table.shift.plan.hand_overs == ()
        assert "0:00 stands" in table.text("head")
        assert "›#1" in table.text("rail")


async def test_a_day_that_is_left_in_the_middle_is_found_as_it_was(sit_down):
    async with sit_down("A1") as table:
        await table.press("enter")
        await table.let_pass(2)
        now, plan = table.shift.now, table.shift.plan
        await table.press("escape")
        again = ShiftScreen(level("A1"))
        table.pilot.app.push_screen(again)
        await table.pilot.pause()
        assert (again.shift.now, again.shift.plan) == (now, plan)
        assert again.shift.standing == LEFT
        await table.press("u")
        assert again.shift.plan.hand_overs == ()


async def test_a_day_that_has_not_begun_is_left_at_once(sit_down):
    async with sit_down("A1") as table:
        await table.press("escape")
        assert table.pilot.app.screen is not table.screen


async def test_speed_and_pace_say_what_they_have_changed(sit_down):
    async with sit_down("A1") as table:
        await table.press("+")
        assert "now takes 0.5 s" in table.text("message")
        await table.press("p")
        assert "slowly" in table.text("message")


async def test_the_clock_can_be_told_not_to_wait(sit_down):
    async with sit_down("A1") as table:
        await table.press("p", "p")
        assert table.shift.pace == "real"
        await table.press("enter")
        await table.let_pass(5)
        assert table.shift.now > 4.0
        assert "Time runs." in table.text("message")
        await table.press("r")
        assert table.shift.pace == "real"
        await table.press("p")
        assert table.shift.pace == "stop"


async def test_a_forecast_never_stands_beside_another_order(sit_down):
    async with sit_down("A1") as table:
        assert "out 0:08 ✔" in table.text("lanes")
        await table.press("down")
        assert "out 0:05 ✔" in table.text("lanes")


# ---- how it looks ------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40)])
async def test_how_it_looks(sit_down, look, golden, size):
    async with sit_down("A9", size=size) as table:
        await table.press("1", "2")
        await table.let_pass(9)
        await table.press("1")
        await table.let_pass(9)
        await table.settle()
        golden(f"shift_{size[0]}x{size[1]}", look(table.pilot.app))


async def test_mono_tells_everything_without_colour(sit_down, look):
    shown = {}
    for theme in ("espresso", "mono"):
        async with sit_down("B2", theme=theme) as table:
            await table.press("1", "2")
            shown[theme] = look(table.pilot.app)
    assert shown["mono"] == shown["espresso"]


async def test_the_rules_board_looks_like_this(sit_down, look, golden):
    async with sit_down("A9", size=(60, 18)) as table:
        await table.press("R", "1", "down")
        await table.settle()
        golden("rules_60x18", look(table.pilot.app))


async def test_clock_and_speed_begin_as_the_settings_say():
    game = Campaign(Keeper())
    await game.open()
    game.keeper.progress = Progress(settings=Settings(pace="real", speed=4.0))
    app = CafeApp(game, start="A1", utf8=True)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.shift.pace == "real"
        await pilot.press("minus")
        assert app.screen._speed == 2.0
        assert game.progress.settings.speed == 4.0, "a key in the shift is for this shift"


async def test_help_says_first_why_the_clock_stands():
    app = CafeApp(Campaign(Keeper()), start="A1", utf8=True)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("enter", "question_mark")
        await pilot.pause()
        page = text_of(app.screen.query_one("Board").page).splitlines()
        assert "The clock stands. Give somebody the first order." in page[3]
