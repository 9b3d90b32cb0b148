"""The bench on a screen: marking, changing, both verdicts, by key and by mouse, in every size."""

from __future__ import annotations

from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import pytest

from cafe_sim.content.level import Level
from cafe_sim.content.loading import load_level
from cafe_sim.engine.explore.inline import Inline
from cafe_sim.game.bench import Bench
from cafe_sim.game.views import Mark
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.screens.bench import BenchScreen
from cafe_sim.tui.screens.failing import FailingScreen
from cafe_sim.tui.screens.inspection import InspectionScreen
from cafe_sim.tui.screens.result import ResultScreen
from cafe_sim.tui.widgets.board import Board

pytestmark = pytest.mark.asyncio

LEVELS = Path(__file__).parents[2] / "levels"


@cache
def level(name: str) -> Level:
    return load_level(LEVELS / f"{name}.toml")


class Workbench:
    """A player at the bench."""

    def __init__(self, pilot, screen: BenchScreen) -> None:
        self.pilot = pilot
        self.screen = screen

    @property
    def bench(self):
        return self.screen.bench

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def call(self) -> InspectionScreen:
        """Call the inspector, and stay until he is done."""
        await self.press("I")
        visit = self.pilot.app.screen
        assert isinstance(visit, InspectionScreen)
        self.bench.wait()
        visit.listen()
        visit.query_one(Board).repaint()
        await self.pilot.pause()
        return visit

    async def ask(self) -> None:
        """Call the inspector, hear him, and go back to the bench."""
        await self.call()
        await self.press("f")

    async def click(self, board: str, words: str) -> None:
        widget = self.screen.query_one(f"#{board}", Board)
        lines = ["".join(piece.text for piece in line) for line in widget.page]
        y = next(index for index, text in enumerate(lines) if words in text)
        at = widget.content_region.offset - widget.scroll_offset + (lines[y].index(words), y)
        await self.pilot.click(offset=at)
        await self.pilot.pause()


@pytest.fixture
def at_the_bench(tmp_path, monkeypatch):
    monkeypatch.setenv("CAFE_SIM_SAVES", str(tmp_path))
    ask = Bench.start_asking
    monkeypatch.setattr(Bench, "start_asking", lambda bench: ask(bench, Inline))  # processes take a while to begin

    @asynccontextmanager
    async def seated(name: str, size: tuple[int, int] = (80, 24)):
        app = CafeApp(utf8=True)
        async with app.run_test(size=size) as pilot:
            await app.game.open()
            screen = BenchScreen(level(name))
            app.push_screen(screen)
            await pilot.pause()
            await pilot.pause()
            yield Workbench(pilot, screen)

    return seated


async def test_b4_is_won_with_three_keys_and_the_result_follows(at_the_bench):
    async with at_the_bench("B4") as player:
        await player.press("k", "o")
        await player.ask()
        await player.press("enter")
        result = player.pilot.app.screen
        assert isinstance(result, ResultScreen)
        assert (result.view.sound, result.view.par, result.view.light) == (True, True, True)


async def test_what_went_wrong_stays_on_the_bench(at_the_bench, look, golden):
    async with at_the_bench("B4") as player:
        await player.press("o")
        await player.ask()
        golden("bench-b4-naive-80x24", look(player.pilot.app))


async def test_a_lock_shows_in_steps_and_program(at_the_bench, look, golden):
    async with at_the_bench("B4", (120, 40)) as player:
        await player.press("k")
        golden("bench-b4-locked-120x40", look(player.pilot.app))


async def test_the_narrow_bench_shows_steps_or_program(at_the_bench, look, golden):
    async with at_the_bench("C4", (60, 18)) as player:
        await player.press("o")
        golden("bench-c4-60x18", look(player.pilot.app))
        await player.press("c")
        golden("bench-c4-code-60x18", look(player.pilot.app))


async def test_everything_on_the_bench_can_be_clicked(at_the_bench):
    async with at_the_bench("B4") as player:
        await player.click("rows", "wrap")
        assert player.screen.mark == Mark(item="croissant", step="wrap")
        await player.click("rows", "till")
        assert player.screen.mark == Mark(thing="till")


async def test_a_moved_step_stays_marked(at_the_bench):
    async with at_the_bench("A4") as player:
        await player.press("down", "down", "down")
        assert player.screen.mark.step == "warm"
        await player.press("less_than_sign")
        assert player.screen.mark.step == "warm"
        assert player.bench.plan.order["table"] == ("boil", "grind", "warm", "brew", "tray")


async def test_a4_is_solved_by_keys(at_the_bench):
    async with at_the_bench("A4") as player:
        await player.press("down", "down", "down", "comma", "t", "up", "t", "o")
        await player.ask()
        assert player.bench.plan == level("A4").reference
        assert player.bench.result().sound


async def test_only_what_the_toolbox_holds_is_offered(at_the_bench):
    async with at_the_bench("A4") as player:
        offered = {command.id for command in player.screen.offered()}
        assert {"rise", "together", "open", "ask"} <= offered
        assert not {"lock", "join", "late", "extra"} & offered


async def test_a_refusal_is_said_and_changes_nothing(at_the_bench):
    async with at_the_bench("B4") as player:
        await player.press("minus")
        assert player.bench.plan == level("B4").naive
        assert any(
            toast.message == "Cy can come in from 0 to 3 seconds late." for toast in player.pilot.app._notifications
        )
        assert any("0 to 3 seconds" in toast.message for toast in player.pilot.app._notifications)


async def test_the_solution_fills_the_board_and_does_not_run_it(at_the_bench):
    async with at_the_bench("C4") as player:
        await player.press("S")
        assert player.bench.plan == level("C4").reference
        assert player.bench.view().this_time == ""
        await player.press("u")
        assert player.bench.plan == level("C4").naive


async def test_the_last_line_always_says_what_to_do_next(at_the_bench, look):
    async with at_the_bench("B4") as player:

        def says():
            return next(line for line in look(player.pilot.app).splitlines() if line.startswith(" next"))

        assert says() == " next      o open the doors"
        await player.press("o")
        assert says().startswith(" next      I call the inspector")
        await player.ask()
        assert says().startswith(" next      w watch it go wrong")
        await player.press("k", "o")
        await player.ask()
        assert says() == " next      enter see the result"


async def test_what_to_do_next_and_the_tools_can_be_clicked(at_the_bench):
    async with at_the_bench("B4") as player:
        await player.click("heading", "lock ×2")
        assert player.bench.plan.spans
        await player.click("heading", "Cy later")
        assert player.bench.plan.late == {"Cy": 1}
        await player.click("verdict", "open the doors")
        assert player.bench.day is not None
        await player.click("verdict", "call the inspector")
        assert isinstance(player.pilot.app.screen, InspectionScreen)


async def test_a_change_is_scrolled_to_and_stays_in_sight_when_the_doors_open(at_the_bench, look):
    async with at_the_bench("C4") as player:
        await player.press("S")
        assert "+     with mitt_lock:" in look(player.pilot.app)
        await player.press("o")
        assert "+     with mitt_lock:" in look(player.pilot.app)


async def test_two_who_stand_for_ever_say_whom_they_wait_for(at_the_bench, look):
    async with at_the_bench("C4") as player:
        await player.press("o")
        shown = look(player.pilot.app)
        assert "╳ stuck: wants tray_lock, held by Cy" in shown
        assert "╳ stuck: wants mitt_lock, held by Bo" in shown


async def test_hints_come_one_after_the_other_and_end(at_the_bench, look):
    async with at_the_bench("B4") as player:
        for hint in level("B4").hints:
            await player.press("h")
            assert f"hint: {hint[:40]}" in look(player.pilot.app)
        assert player.screen.check_action("hint", ()) is None


async def test_an_order_that_goes_wrong_is_watched_step_by_step(at_the_bench, look, golden):
    async with at_the_bench("B4") as player:
        await player.press("w")
        assert player.pilot.app.screen is player.screen, "nobody has asked yet"
        await player.ask()
        await player.press("w")
        app = player.pilot.app
        assert isinstance(app.screen, FailingScreen)
        golden("failing-b4-80x24", look(app))
        assert app.screen.at == 4
        await player.press("up", "home")
        assert app.screen.at == 0
        await player.press("down", "down", "end", "down")
        assert app.screen.at == 5
        await player.press("w")
        assert app.screen is player.screen


async def test_a_long_order_fits_a_small_screen_around_its_mark(at_the_bench, look):
    async with at_the_bench("B6", (60, 18)) as player:
        await player.press("k")
        await player.ask()
        await player.press("w")
        shown = look(player.pilot.app)
        assert "✗" in shown
        assert "▸" in shown
        await player.press("home")
        assert "takes case_lock" in look(player.pilot.app).splitlines()[4]


async def test_a_step_can_be_clicked(at_the_bench):
    async with at_the_bench("C4") as player:
        await player.ask()
        await player.press("w")
        app = player.pilot.app
        lines = ["".join(piece.text for piece in line) for line in app.screen.query_one(Board).page]
        y = next(index for index, text in enumerate(lines) if "takes tray_lock" in text)
        await player.pilot.click(Board, offset=(8, y))
        await player.pilot.pause()
        assert app.screen.at == 1
