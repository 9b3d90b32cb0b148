"""Settings: all of them explained, by keys and by mouse, in force and kept at once."""

from __future__ import annotations

import pytest

from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.keeper import Keeper
from cafe_sim.game.player.progress import Progress, Stars
from cafe_sim.game.player.settings import PREFERENCES, Settings
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.pages.player.settings import settings_page
from cafe_sim.tui.pieces import text_of, width_of
from cafe_sim.tui.screens.player.keys import KeysScreen
from cafe_sim.tui.screens.player.settings import DEEDS, SettingsScreen

pytestmark = pytest.mark.asyncio


async def on_settings(pilot):
    await pilot.pause()
    pilot.app.push_screen(SettingsScreen())
    await pilot.pause()


async def click(pilot, text):
    """The mouse on the first place where this text stands."""
    board = pilot.app.screen.query_one("Board")
    rows = text_of(board.page).splitlines()
    row = next(y for y, line in enumerate(rows) if text in line)
    await pilot.click("Board", offset=(rows[row].index(text) + 1, row - board.scroll_offset.y))
    await pilot.pause()


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40), (200, 50)])
async def test_how_it_looks(game, look, golden, size):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=size) as pilot:
        await on_settings(pilot)
        await pilot.press("down")
        await pilot.pause()
        golden(f"settings_{size[0]}x{size[1]}", look(app))


@pytest.mark.parametrize("width", [60, 80, 140])
async def test_every_setting_and_every_value_is_there_and_explained(width):
    for marked in range(len(PREFERENCES) + len(DEEDS)):
        page, at = settings_page(Settings(), DEEDS, marked, "", width, 23)
        assert max(map(width_of, page)) <= width
        assert "›" in text_of(page[: at + 1])
        words = " ".join(text_of(page).split())
        for choice in PREFERENCES:
            assert all(option.word in words for option in choice.options)
            assert choice.chosen(Settings()).about in words
        if marked < len(PREFERENCES):
            assert PREFERENCES[marked].about in words


async def test_keys_turn_the_marked_setting_both_ways_and_at_once(game):
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await on_settings(pilot)
        await pilot.press("right")
        assert app.theme == game.progress.settings.theme == "latte"
        await pilot.press("left", "left")
        assert app.theme == "mono"
        await pilot.press("down", "enter", "enter")
        assert game.progress.settings.signs == "ascii"
        assert app.plain_signs


async def test_without_motion_nothing_is_animated(game):
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await on_settings(pilot)
        assert app.animation_level == "full"
        await pilot.press("down", "down", "right")
        assert app.animation_level == "none"


async def test_the_mouse_picks_a_value_where_it_stands(game):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(100, 40)) as pilot:
        await on_settings(pilot)
        await click(pilot, "○ all open")
        assert game.progress.settings.doors == "open"
        assert not any(game.missing(level) for level in game.levels)
        await click(pilot, "○ high contrast")
        assert app.theme == "high-contrast"


async def test_what_is_chosen_is_kept(tmp_path):
    app = CafeApp(Campaign(Keeper(tmp_path), lambda: ()), utf8=True)
    async with app.run_test() as pilot:
        await on_settings(pilot)
        await pilot.press("down", "down", "right", "down", "right")
    again = Keeper(tmp_path)
    await again.open()
    assert (again.progress.settings.motion, again.progress.settings.pace) == ("still", "slow")
    await again.close()


async def test_starting_over_is_asked_twice_and_leaves_a_file(tmp_path, game, look):
    game = Campaign(Keeper(tmp_path), lambda: ())
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await on_settings(pilot)
        game.keeper.keep(Progress(settings=Settings(theme="latte")).after("A1", Stars(sound=True)))
        await pilot.press("up", "enter")
        await pilot.pause()
        assert "Enter once more does it" in look(app)
        await pilot.press("up", "down")
        assert game.progress.won("A1"), "another key leaves it"
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert not game.progress.won("A1")
        assert game.progress.settings.theme == "latte"
    assert '"sound"' in (tmp_path / "progress-1.json").read_text()


async def test_nothing_is_forgotten_where_it_cannot_be_written_first(game):
    game.keeper.progress = Progress().after("A1", Stars(sound=True))
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await on_settings(pilot)
        await pilot.press("up", "enter", "enter")
        await pilot.pause()
        assert game.progress.won("A1")


async def test_a_line_that_does_something_says_so_when_it_is_turned(game, look):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await on_settings(pilot)
        await pilot.press("up", "left")
        await pilot.pause()
        assert "This line does something: enter does it." in look(app)
        await pilot.press("f12")  # which means nothing, and takes away what was said
        await pilot.pause()
        assert "enter start over" in look(app).splitlines()[-1]


async def test_keys_are_a_screen_of_their_own(game):
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await on_settings(pilot)
        await pilot.press("up", "up", "up", "enter")
        await pilot.pause()
        assert isinstance(app.screen, KeysScreen)


async def test_in_ascii(game, look, golden):
    app = CafeApp(game, utf8=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_settings(pilot)
        text = look(app)
        assert text.isascii()
        golden("settings_ascii", text)
