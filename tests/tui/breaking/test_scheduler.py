"""The wicked manager on a screen."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from cafe_sim.content.loading import load_level
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.screens.afterwards.result import ResultScreen
from cafe_sim.tui.screens.afterwards.timeline import TimelineScreen
from cafe_sim.tui.screens.breaking.scheduler import SchedulerScreen
from cafe_sim.tui.widgets.board import Board

pytestmark = pytest.mark.asyncio

B3 = load_level(Path(__file__).parents[3] / "levels" / "B3.toml")


@pytest.fixture
def in_charge(tmp_path, monkeypatch):
    monkeypatch.setenv("CAFE_SIM_SAVES", str(tmp_path))

    @asynccontextmanager
    async def seated(size: tuple[int, int] = (80, 24)):
        app = CafeApp(utf8=True)
        async with app.run_test(size=size) as pilot:
            await app.game.open()
            app.push_screen(SchedulerScreen(B3))
            await pilot.pause()
            yield pilot

    return seated


async def test_four_keys_and_enter_win_the_scene(in_charge):
    async with in_charge() as pilot:
        await pilot.press("1", "2", "2", "1", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ResultScreen)
        assert pilot.app.screen.view.sound


async def test_what_was_taken_back_can_be_made_again(in_charge):
    async with in_charge() as pilot:
        await pilot.press("1", "2", "2", "left", "left", "right", "right", "1", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ResultScreen)


async def test_moves_that_were_left_are_made_again(in_charge):
    async with in_charge() as pilot:
        await pilot.press("1", "2")
        moves = pilot.app.screen.view.moves
        await pilot.press("escape")
        again = SchedulerScreen(B3)
        pilot.app.push_screen(again)
        await pilot.pause()
        assert again.view.moves == moves
        await pilot.press("2", "1", "enter")
        await pilot.pause()
        assert pilot.app.screen.view.sound
        assert pilot.app.game.left(B3) is None


async def test_the_moment_before_it_breaks_says_that_the_value_is_old(in_charge, look, golden):
    async with in_charge() as pilot:
        await pilot.press("1", "2", "2")
        await pilot.pause()
        golden("scheduler-tense-80x24", look(pilot.app))


async def test_hints_are_there_for_the_asking_and_go_along_with_the_player(in_charge, look):
    async with in_charge((60, 18)) as pilot:

        async def after(*keys: str) -> str:
            await pilot.press(*keys)
            await pilot.pause()
            return " ".join(look(pilot.app).partition("hint: ")[2].split())

        assert (await after("h")).startswith(B3.hints[0])
        assert (await after("1", "1", "h")).startswith("From here it can no longer be done: step back 1 move.")
        assert (await after("left", "h")).startswith("The next move on a shortest way: Cy reads till.total: 0.00.")
        assert (await after("2")).startswith("The next move on a shortest way: Cy writes till.total: 3.00.")


async def click(pilot, words: str, on: str = "") -> None:
    """Click on words, on the first line that has `on`, too."""
    lines = ["".join(piece.text for piece in line) for line in pilot.app.screen.query_one(Board).page]
    y = next(index for index, text in enumerate(lines) if words in text and on in text)
    await pilot.click(Board, offset=(lines[y].index(words), y))
    await pilot.pause()


async def test_the_end_can_be_clicked(in_charge):
    async with in_charge() as pilot:
        await pilot.press("1", "2", "2", "1")
        await pilot.pause()
        await click(pilot, "step back")
        assert len(pilot.app.screen.view.moves) == 3
        await click(pilot, "Bo moves")
        await click(pilot, "once more")
        assert pilot.app.screen.view.moves == ()


async def test_a_right_till_does_not_win_and_can_be_stepped_back(in_charge, look):
    async with in_charge() as pilot:
        await pilot.press("1", "1", "2", "2", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, SchedulerScreen)
        assert "Not wicked enough" in look(pilot.app)
        await pilot.press("left", "left", "left", "2", "2", "1", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ResultScreen)


async def test_a_click_on_a_panel_moves_its_actor(in_charge):
    async with in_charge() as pilot:
        screen = pilot.app.screen
        page = screen.query_one(Board).page
        lines = ["".join(piece.text for piece in line) for line in page]
        y = next(index for index, text in enumerate(lines) if "Cy" in text)
        await pilot.click(Board, offset=(lines[y].index("Cy"), y))
        await pilot.pause()
        assert [move.actor for move in screen.view.moves] == ["Cy"]


async def test_leaving_closes_the_execution(in_charge):
    async with in_charge() as pilot:
        screen = pilot.app.screen
        await pilot.press("1", "escape")
        await pilot.pause()
        assert screen.steps._execution.state == "closed"


async def test_the_line_of_moves_goes_to_any_moment(in_charge):
    async with in_charge() as pilot:
        await pilot.press("1", "2", "2")
        screen = pilot.app.screen
        await click(pilot, "start", on="moves ")
        assert screen.view.moves == ()
        await click(pilot, "2 Cy", on="start")
        assert len(screen.view.moves) == 2
        await pilot.press("end")
        assert len(screen.view.moves) == 3
        await pilot.press("home")
        assert screen.view.moves == ()


async def test_a_move_that_was_made_can_be_clicked_too(in_charge):
    async with in_charge() as pilot:
        await pilot.press("1", "2", "2")
        await click(pilot, "Bo reads till.total")
        assert len(pilot.app.screen.view.moves) == 1


async def test_when_it_is_over_the_keys_that_move_say_so(in_charge):
    async with in_charge() as pilot:
        await pilot.press("1", "2", "2", "1")
        screen = pilot.app.screen
        assert screen.check_action("move", (1,)) is None
        await pilot.press("1")
        assert list(pilot.app._notifications)[-1].message.startswith("It is over: step back")


async def test_at_a_wrong_end_enter_says_what_can_be_done_a_hint_is_shown_and_no_notice_outlives_the_next_move(
    in_charge, look
):
    async with in_charge() as pilot:
        await pilot.press("1", "1", "2", "2", "enter")
        assert [notice.message for notice in pilot.app._notifications][-1].startswith("It is over: step back")
        await pilot.press("h")
        await pilot.pause()
        assert "hint: " in look(pilot.app)
        assert not list(pilot.app._notifications)


async def test_the_result_of_a_broken_scene_has_its_timeline(in_charge):
    async with in_charge() as pilot:
        await pilot.press("1", "2", "2", "1", "enter")
        await pilot.pause()
        made = pilot.app.screen.view.charts
        await pilot.press("t")
        await pilot.pause()
        assert isinstance(pilot.app.screen, TimelineScreen)
        assert pilot.app.screen.own is made


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40)])
@pytest.mark.parametrize(("name", "keys"), [("begin", ""), ("middle", "12"), ("won", "1212"), ("right", "1122")])
async def test_how_it_looks(in_charge, look, golden, size, name, keys):
    async with in_charge(size) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        golden(f"scheduler-{name}-{size[0]}x{size[1]}", look(pilot.app))


async def test_nothing_is_told_by_colour_alone(in_charge, look, golden):
    async with in_charge() as pilot:
        pilot.app.theme = "mono"
        await pilot.press("1", "2", "2", "left")
        await pilot.pause()
        golden("scheduler-mono", look(pilot.app))
