"""A code on its way in: from the title, the library, the lab and the palette, typed and pasted, whole and not."""

from __future__ import annotations

from functools import cache

import pytest
from textual.events import AppBlur, AppFocus, Paste
from textual.widgets import Input

from cafe_sim.content import load_campaign
from cafe_sim.content.subjects import round_subject
from cafe_sim.engine.explore import inspect
from cafe_sim.engine.explore.processes.inline import Inline
from cafe_sim.game.inspecting.failing import failing
from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.keeper import Keeper
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.palette import palette
from cafe_sim.tui.screens.afterwards.paste import PasteScreen
from cafe_sim.tui.screens.afterwards.replay import ReplayScreen
from cafe_sim.tui.screens.coding.lab import LabScreen
from cafe_sim.tui.screens.player.library import LibraryScreen

SIZES = [(60, 18), (80, 24), (120, 40)]


@cache
def code() -> str:
    level = next(each for each in load_campaign() if each.id == "B4")
    subject = round_subject(level, level.naive)
    view = failing(subject, inspect(subject, exhaustive=True))
    assert view is not None
    return view.code


@pytest.fixture
def app():
    return CafeApp(Campaign(Keeper()), utf8=True)


async def settle(app, pilot) -> None:
    await pilot.pause()
    await app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.asyncio
async def test_how_it_looks(app, look, golden, size):
    async with app.run_test(size=size) as pilot:
        app.push_screen(PasteScreen(hands=Inline))
        await pilot.pause()
        await pilot.pause()
        app.screen.query_one(Input).cursor_blink = False
        await pilot.press(*"B4:12an")
        await pilot.press("enter")
        await settle(app, pilot)
        golden(f"paste-{size[0]}x{size[1]}", look(app))


@pytest.mark.asyncio
async def test_pasted_broken_by_a_chat_it_leads_to_the_run(app, look):
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(PasteScreen(hands=Inline))
        await pilot.pause()
        name, _, digits = code().partition(":")
        app.post_message(Paste(f" {name}:{digits[:9]}\r\n  {digits[9:]} \n"))
        await pilot.pause()
        assert app.screen.query_one(Input).value == code()
        assert "a whole code, of B4" in look(app)
        await pilot.press("enter")
        await settle(app, pilot)
        assert isinstance(app.screen, ReplayScreen)
        assert app.screen.title_text == "B4  Two hands in the till"
        assert app.screen.code == code()
        await pilot.press("escape")
        assert isinstance(app.screen, PasteScreen)


@pytest.mark.asyncio
@pytest.mark.parametrize("open_screen", [None, LibraryScreen, LabScreen])
async def test_title_library_and_lab_have_a_key_for_it(app, open_screen):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(app, pilot)
        if open_screen is not None:
            app.push_screen(open_screen())
            await pilot.pause()
        await pilot.press("p")
        await pilot.pause()
        assert isinstance(app.screen, PasteScreen)


@pytest.mark.asyncio
async def test_the_palette_offers_it_everywhere(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(app, pilot)
        assert "replay a schedule's code" in [command.title for command in palette(app, app.screen)]


@pytest.mark.asyncio
async def test_a_code_pasted_where_nobody_asked_is_understood_and_other_pastes_are_nothing(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(app, pilot)
        title = app.screen
        for text in ("hello: world", "http://example.org", code()[:-1], "\x1b]0;x\x07:"):
            app.post_message(Paste(text))
            await pilot.pause()
            assert app.screen is title
        app.post_message(Paste(code()))
        await settle(app, pilot)
        await settle(app, pilot)
        assert isinstance(app.screen, ReplayScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is title, "nobody had asked for the screen that asks for codes"


@pytest.mark.asyncio
async def test_pasted_while_the_terminal_had_not_the_keys_it_is_typed_into_once_it_has(app):
    async with app.run_test() as pilot:
        app.post_message(AppBlur())
        await pilot.pause()
        app.post_message(Paste("B4:12AN-KVTP-V2G4-6329-5"))
        await settle(app, pilot)
        assert isinstance(app.screen, PasteScreen)
        app.post_message(AppFocus())
        await pilot.pause()
        await pilot.press("end", "x")
        assert app.screen.query_one(Input).value == "B4:12AN-KVTP-V2G4-6329-5x"


@pytest.mark.asyncio
async def test_what_does_not_fit_is_said_and_can_be_mended(app, look):
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(PasteScreen(code().replace("B4:", "A1:"), hands=Inline))
        await settle(app, pilot)
        await settle(app, pilot)
        assert isinstance(app.screen, PasteScreen)
        assert "A1 with another plan" in look(app)
        app.screen.query_one(Input).value = code()
        await pilot.press("enter")
        await settle(app, pilot)
        assert isinstance(app.screen, ReplayScreen)
