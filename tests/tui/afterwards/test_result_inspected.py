"""The inspector called from a result: a shift with shared things wins no star without him, and another result is made
of what he says.
"""

from __future__ import annotations

from concurrent.futures import Executor, Future
from contextlib import asynccontextmanager

import pytest
from fingers import Fingers

from cafe_sim.content.loading import load_campaign
from cafe_sim.engine.explore.processes.inline import Inline
from cafe_sim.game.afterwards.comparing import compared
from cafe_sim.game.inspecting.inspectable import Inspectable
from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.keeper import Keeper
from cafe_sim.game.player.progress import Stars
from cafe_sim.game.serving.shift import Shift
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.pieces import text_of
from cafe_sim.tui.screens.afterwards.result import ResultScreen
from cafe_sim.tui.screens.inspecting.failing import FailingScreen
from cafe_sim.tui.screens.inspecting.inspection import InspectionScreen
from cafe_sim.tui.screens.serving.shift import ShiftScreen
from cafe_sim.tui.widgets.board import Board

pytestmark = pytest.mark.asyncio


class Player(Fingers):
    @property
    def screen(self):
        return self.app.screen

    async def hear(self) -> None:
        self.screen.inspectable.wait()
        self.screen.listen()
        self.screen.query_one(Board).repaint()
        await self.pilot.pause()

    @property
    def stars(self) -> tuple[str, ...]:
        return self.app.game.progress.stars("B1").names


@pytest.fixture
def finished(monkeypatch):
    """B1 at the end of a day with its `reference` or its `lucky` plan, and enter pressed."""
    ask = Inspectable.start_asking

    @asynccontextmanager
    async def finished(kind: str, size: tuple[int, int] = (80, 24), hands: type[Executor] = Inline):
        # processes take a while to begin
        monkeypatch.setattr(Inspectable, "start_asking", lambda shift: ask(shift, hands))
        app = CafeApp(Campaign(Keeper(), load_campaign), utf8=True)
        async with app.run_test(size=size) as pilot:
            await app.open_game()
            level = app.game.level("B1")
            lucky = next(row.plan for row in level.proof.rows if row.verdict == "lucky")
            for before in ("A1", "A2", "A3", "A9"):
                app.game.keeper.keep(app.game.progress.after(before, Stars(sound=True)))
            screen = ShiftScreen(level)
            screen.shift = Shift(level, {"lucky": lucky, "reference": level.reference}[kind], pace="real")
            screen.shift.go_on()
            screen.shift.advance(100.0)
            app.push_screen(screen)
            await pilot.pause()
            player = Player(pilot)
            await player.press("enter")
            assert isinstance(player.screen, ResultScreen)
            yield player

    return finished


async def test_certified_it_is_a_star_and_doors_open(finished, look):
    async with finished("reference") as player:
        assert "the inspector has not been asked" in look(player.app)
        assert "I  call the inspector" in look(player.app)
        assert player.stars == ()
        await player.press("I")
        assert isinstance(player.screen, InspectionScreen)
        await player.hear()
        assert "CERTIFIED" in look(player.app)
        await player.press("enter")
        result = player.screen
        assert isinstance(result, ResultScreen)
        assert result.view.new_stars == player.stars == ("sound", "par", "light")
        assert result.view.next_level == "B2"
        assert any("B3" in news for news in result.view.news)
        assert "✔ certified" in look(player.app)
        assert "call the inspector" not in look(player.app)
        (*_, known) = compared(player.app.game.level("B1"))
        while result.comparison != known:  # what is shown of a plan that is right is shown now, too
            await player.pilot.pause()


async def test_a_lucky_day_is_broken_and_can_be_stepped_through(finished, look):
    async with finished("lucky") as player:
        assert "✔ worked" in look(player.app)
        assert "try again   I  call the inspector" in look(player.app)
        await player.press("I")
        await player.hear()
        assert "BROKEN" in look(player.app)
        await player.press("enter")
        assert isinstance(player.screen, FailingScreen)
        await player.press("escape", "escape")
        assert isinstance(player.screen, ResultScreen)
        assert (player.screen.view.stamp, player.stars) == ("broken", ())
        assert "✗ broken" in look(player.app)
        await player.press("w")
        assert isinstance(player.screen, FailingScreen)


async def test_enter_does_not_throw_away_a_day_that_lacks_only_him(finished):
    async with finished("reference") as player:
        await player.press("enter")
        assert isinstance(player.screen, InspectionScreen)


async def test_he_is_called_by_a_click_as_well(finished):
    async with finished("reference") as player:
        board = player.screen.query_one(Board)
        rows = text_of(board.page).splitlines()
        y = next(y for y, row in enumerate(rows) if "call the inspector" in row)
        await player.pilot.click(Board, offset=(rows[y].index("call") + 1, y - board.scroll_offset.y))
        await player.pilot.pause()
        assert isinstance(player.screen, InspectionScreen)


class Never(Executor):
    """Hands that are not done with anything before they are told to stop."""

    def submit(self, _, /, *args, **kwargs):
        return Future()


async def test_sent_away_at_once_he_has_said_nothing(finished, look):
    async with finished("reference", hands=Never) as player:
        await player.press("I", "escape")
        assert isinstance(player.screen, ResultScreen)
        assert "the inspector has not been asked" in look(player.app)
        assert player.screen.can_ask


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40), (200, 50)])
async def test_how_it_looks(finished, look, golden, size):
    async with finished("reference", size) as player:
        golden(f"result_unasked_{size[0]}x{size[1]}", look(player.app))
