"""The library on the screen."""

from __future__ import annotations

import msgspec
import pytest

from cafe_sim.content.safetext import SafeText
from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.keeper import Keeper
from cafe_sim.game.player.library import Idea
from cafe_sim.game.player.progress import Progress, Stars
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.pages.player.library import idea_page, list_page
from cafe_sim.tui.pieces import text_of, width_of
from cafe_sim.tui.screens.code import CodeScreen
from cafe_sim.tui.screens.player.briefing import BriefingScreen
from cafe_sim.tui.screens.player.library import LibraryScreen

pytestmark = pytest.mark.asyncio


async def in_the_library(pilot, marked=""):
    await pilot.pause()
    pilot.app.push_screen(LibraryScreen(marked))
    await pilot.pause()
    await pilot.pause()


@pytest.fixture
def played(game):
    game.keeper.progress = Progress().after("A1", Stars(sound=True)).after("A2", Stars())
    return game


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40), (200, 50)])
async def test_how_it_looks(played, look, golden, size):
    app = CafeApp(played, utf8=True)
    async with app.run_test(size=size) as pilot:
        await in_the_library(pilot, "A1")
        golden(f"library_{size[0]}x{size[1]}", look(app))


async def test_it_opens_at_what_was_met_last_and_goes_there_again(played, look):
    app = CafeApp(played, utf8=True)
    async with app.run_test() as pilot:
        await in_the_library(pilot)
        assert app.screen.marked == "A2"
        await pilot.press("k")
        assert app.screen.marked == "A1"
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, BriefingScreen)
        assert app.screen.level.id == "A1"


async def test_an_idea_not_met_says_where_and_keeps_its_program_to_itself(played, look):
    app = CafeApp(played, utf8=True)
    async with app.run_test(size=(120, 30), notifications=True) as pilot:
        await in_the_library(pilot, "B1")
        text = " ".join(text_of(app.screen.query_one("#idea").page).split())
        assert "You will meet this in B1 The bread" in text
        assert "It opens when you win A2." in text
        await pilot.press("c")
        await pilot.pause()
        assert "not been met yet" in look(app)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, LibraryScreen)
        assert "B1 is closed" in look(app)


async def test_the_whole_program_is_a_key_away(played, look):
    app = CafeApp(played, utf8=True)
    async with app.run_test() as pilot:
        await in_the_library(pilot, "A1")
        await pilot.press("c")
        await pilot.pause()
        assert isinstance(app.screen, CodeScreen)
        assert "import time" in look(app)
        assert "as it comes out right" in look(app)


async def test_the_mouse_marks_then_goes_there(played):
    app = CafeApp(played, utf8=True)
    async with app.run_test() as pilot:
        await in_the_library(pilot, "A1")
        rows = text_of(app.screen.query_one("#ideas").page).splitlines()
        row = next(y for y, line in enumerate(rows) if " A2 " in line)
        await pilot.click("#ideas", offset=(4, row))
        assert app.screen.marked == "A2"
        await pilot.click("#ideas", offset=(4, row))
        await pilot.pause()
        assert isinstance(app.screen, BriefingScreen)


async def test_without_a_campaign_it_is_empty_and_stands():
    app = CafeApp(Campaign(Keeper(), lambda: ()), utf8=True)
    async with app.run_test() as pilot:
        await in_the_library(pilot)
        await pilot.press("down", "enter", "c", "space", "pageup")
        assert isinstance(app.screen, LibraryScreen)


async def test_nothing_is_too_wide(game):
    await game.open()
    for met in (True, False):
        found = tuple(Idea(level, met, met, ()) for level in game.levels)
        for width in (9, 27, 33, 46, 90):
            assert max(map(width_of, list_page(found, "A1", width)[0])) <= width
            if width > 27:
                assert max(map(width_of, idea_page(found[0], width))) <= width


async def test_an_idea_with_a_long_name_is_read_whole_and_clicked_on_each_of_its_lines(game):
    await game.open()
    level = msgspec.structs.replace(game.levels[0], concept=SafeText("await gives the hands back; longest wait first"))
    page, _ = list_page([Idea(level, True, True, ())], "A1", 28)
    assert [text_of([line]) for line in page[3:6]] == [
        "›✔ A1  await gives the",
        "       hands back; longest",
        "       wait first",
    ]
    assert all(line[-1].target == "A1" for line in page[3:6])
