"""The first picture."""

from __future__ import annotations

import pytest

from cafe_sim.game.player.progress import Progress, Stars
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.pages.player.title import MenuItem, title_page
from cafe_sim.tui.pieces import text_of, width_of
from cafe_sim.tui.screens.coding.lab import LabScreen
from cafe_sim.tui.screens.help import HelpScreen
from cafe_sim.tui.screens.player.campaign import CampaignScreen
from cafe_sim.tui.screens.player.library import LibraryScreen
from cafe_sim.tui.screens.player.settings import SettingsScreen

ENTRIES = (
    MenuItem("play", "Open the café", "A1  A title so long that no narrow window will hold it"),
    MenuItem("quit", "Quit"),
)


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40), (200, 50)])
@pytest.mark.asyncio
async def test_how_it_looks(game, look, golden, size):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.pause()
        golden(f"title_{size[0]}x{size[1]}", look(app))


@pytest.mark.asyncio
async def test_who_has_played_goes_on_where_they_were(game, look):
    game.keeper.progress = Progress().after("A1", Stars(sound=True, par=True))
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.pause()
        text = look(app)
        assert "› Continue   A2  The kettle" in text
        assert "2 of 9 open · 2 ★" in text


@pytest.mark.asyncio
async def test_every_entry_does_something_by_key_and_by_mouse(game):
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await pilot.pause()
        for keys, screen in (
            (("down",), CampaignScreen),
            (("down",), LabScreen),
            (("down",), LibraryScreen),
            (("down",), SettingsScreen),
            (("down",), HelpScreen),
        ):
            await pilot.press(*keys, "enter")
            await pilot.pause()
            assert isinstance(app.screen, screen)
            await pilot.press("escape")
            await pilot.pause()
        page = app.screen.query_one("Board").page
        row, pieces = next((y, line) for y, line in enumerate(page) if any(p.target == "campaign" for p in line))
        left = 0
        for piece in pieces:
            if piece.target == "campaign":
                break
            left += piece.width
        await pilot.click("Board", offset=(left + 3, row))
        await pilot.pause()
        assert isinstance(app.screen, CampaignScreen)
        await pilot.press("escape", "up", "up", "enter")
        await pilot.pause()
    assert app.return_code == 0


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("height", [17, 23, 60])
def test_nothing_is_wider_than_the_window_and_a_notice_has_room(width, height):
    notice = "The save is damaged. " * 8
    page = title_page(ENTRIES, 0, notice, width, height)
    assert max(map(width_of, page)) <= width
    assert "The save is damaged." in text_of(page)
    assert len(page) <= height


def test_a_title_too_long_ends_in_an_ellipsis():
    assert "…" in text_of(title_page(ENTRIES, 0, "", 60, 17))
