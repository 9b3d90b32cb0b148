"""Keys of one's own: given, refused with a sentence, taken back; and footer, help and palette know at once."""

from __future__ import annotations

import pytest

from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.commands import Command
from cafe_sim.tui.keys import grouped, refusal, tables, taken, with_key
from cafe_sim.tui.pages.player.keys import keys_page
from cafe_sim.tui.pieces import text_of
from cafe_sim.tui.screens.player.keys import KeysScreen
from cafe_sim.tui.screens.player.settings import SettingsScreen

UNDO = Command("undo", "u", "undo", "Back.")
TOY = {
    "One": (UNDO, Command("up", "up,k", "mark", "Above."), Command("hint", "h", "hint", "A hint.")),
    "Two": (UNDO, Command("log", "l", "log", "The log.")),
}


def test_a_key_must_be_free_on_every_screen_that_has_the_command():
    assert refusal(TOY, {}, "undo", "z") == ""
    assert refusal(TOY, {}, "undo", "h") == "h already means “hint” (One). Give that another key first."
    assert "“log” (Two)" in refusal(TOY, {}, "undo", "l")
    assert refusal(TOY, {}, "hint", "l") == "", "the log is on another screen"
    assert refusal(TOY, {"hint": "x"}, "undo", "h") == "", "a key given away is free"
    assert "“hint”" in taken(TOY, {"hint": "u"}, "undo", "u"), "going back to one's old key, too"


def test_a_screen_that_is_built_of_parts_has_its_whole_table():
    assert {"open", "ask", "undo"} <= {command.id for command in tables()["The bench"]}


@pytest.mark.parametrize("key", ["ctrl+x", "f5", "alt+a", "escape", "colon", "shift+tab"])
def test_keys_that_do_not_arrive_everywhere_and_the_way_out_are_not_given_away(key):
    assert refusal(TOY, {}, "undo", key).endswith(".")


def test_ones_own_key_takes_the_place_of_letters_and_stands_beside_arrows():
    assert with_key(TOY["One"][1], "w") == "w,up"
    assert with_key(UNDO, "backspace") == "backspace"
    assert with_key(Command("back", "escape,q", "back", "Back."), "x") == "x,escape"
    assert with_key(Command("run", "r,ctrl+r", "run", "Run."), "x") == "x,ctrl+r"
    assert with_key(Command("rules", "R,shift+r", "rules", "Rules."), "S") == "S"


def test_every_command_of_every_screen_is_in_exactly_one_group():
    ids = [command.id for commands in grouped(tables()).values() for command in commands]
    assert len(ids) == len(set(ids))
    assert set(ids) == {command.id for table in tables().values() for command in table}
    assert {command.id for command in grouped(TOY)["Everywhere"]} == {"undo"}


async def on_keys(pilot, command):
    await pilot.pause()
    pilot.app.push_screen(SettingsScreen())
    pilot.app.push_screen(KeysScreen())
    await pilot.pause()
    pilot.app.screen.action_mark(command)
    await pilot.pause()


def test_how_it_looks(golden):
    page, at = keys_page(grouped(TOY), {"undo": "z"}, "undo", True, 80)
    golden("keys_asking_80", text_of(page) + "\n")
    assert "press a key" in text_of(page[at : at + 1])


@pytest.mark.asyncio
async def test_a_key_given_is_in_the_footer_and_works_at_once(game, look):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await on_keys(pilot, "help")
        await pilot.press("enter", "F")
        await pilot.pause()
        assert game.progress.settings.keys == {"help": "F"}
        app.clear_notifications()
        await pilot.pause()
        assert look(app).splitlines()[-1].startswith(" F help")
        await pilot.press("escape", "F")
        await pilot.pause()
        assert type(app.screen).__name__ == "HelpScreen"


@pytest.mark.asyncio
async def test_while_it_waits_for_a_key_no_key_does_anything_else(game, look):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await on_keys(pilot, "undo")
        for key in ("colon", "question_mark", "q", "up"):
            await pilot.press("enter", key)
            await pilot.pause()
            assert isinstance(app.screen, KeysScreen), key
            assert app.screen.marked == "undo"
            assert not app.screen.asking
        await pilot.press("enter", "escape")
        await pilot.pause()
        assert isinstance(app.screen, KeysScreen)
        assert game.progress.settings.keys == {}


@pytest.mark.asyncio
async def test_a_key_in_use_is_refused_with_a_sentence_and_an_old_one_given_back(game, look):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await on_keys(pilot, "undo")
        await pilot.press("enter", "c")
        await pilot.pause()
        assert "c already means" in look(app)
        await pilot.press("enter", "z")
        await pilot.pause()
        assert game.progress.settings.keys == {"undo": "z"}
        await pilot.press("backspace")
        await pilot.pause()
        assert game.progress.settings.keys == {}
        await pilot.press("backspace")
        await pilot.pause()
        assert "has the keys that it came with" in look(app)
