"""Help says what the screen's own table says: no more, no less."""

from __future__ import annotations

from typing import Final

import pytest

from cafe_sim.catalogue import speak
from cafe_sim.game.colours import STATE_GLYPHS, STATE_MEANINGS
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.commands import WORDS, Command, shown_keys, spoken_keys
from cafe_sim.tui.keys import every_screen
from cafe_sim.tui.pages.help import ScreenHelp, help_page
from cafe_sim.tui.pieces import text_of, width_of
from cafe_sim.tui.screens.base import CafeScreen
from cafe_sim.tui.widgets.footer import LINES, footer_lines

SCREENS = every_screen()


@pytest.mark.asyncio
async def test_how_it_looks(game, look, golden):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        golden("help_title_80x30", look(app))


@pytest.mark.asyncio
async def test_it_scrolls_and_goes_away_on_the_key_that_brought_it(game, look):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(60, 18)) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        top = look(app)
        await pilot.press("down", "down")
        await pilot.pause()
        assert look(app) != top
        await pilot.press("question_mark")
        await pilot.pause()
        assert "C A F É" in look(app)


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__)
def test_every_command_is_bound_done_and_explained(screen):
    commands = screen.all_commands()
    assert len({command.id for command in commands}) == len(commands), "ids are unlike each other"
    bound = {binding.id: binding for binding in screen.BINDINGS}
    for command in commands:
        assert bound[command.id].key == command.keys
        name = command.does.partition("(")[0]
        assert name.startswith("app.") or hasattr(screen, f"action_{name}"), f"nobody does {name}"
        assert command.help[-1] in ".?", "a sentence"
        assert command.label


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__)
def test_no_key_does_two_things(screen):
    keys = [key for command in screen.all_commands() for key in command.keys.split(",")]
    assert len(keys) == len(set(keys))


def test_q_leaves_wherever_nothing_is_asked():
    without = {screen.__name__ for screen in SCREENS if "q" not in keys_said(screen)}
    assert without == {"AskScreen", "NameScreen", "PasteScreen"}, "there one answers, or types"


def keys_said(screen):
    return {key for command in screen.all_commands() for key in command.keys.split(",")}


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__)
def test_keys_work_in_tmux_and_in_a_browser(screen):
    """A chord may stand beside a plain key, for where letters are typed; the few that terminals and browsers eat may
    not.
    """
    for command in screen.all_commands():
        keys = command.keys.split(",")
        assert not keys[0].startswith("ctrl+"), command.id
        for key in keys:
            assert "alt+" not in key
            assert not (key.startswith("f") and key[1:].isdigit())
            assert key not in {f"ctrl+{letter}" for letter in "himwnq"}
            plain = key.removeprefix("shift+").removeprefix("ctrl+")  # shift+r: R, as some terminals report it
            assert plain in WORDS or len(plain) == 1 or plain in {"enter", "space", "tab", "home", "end", "backspace"}


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__)
@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_footer_fits_and_says_when_something_is_missing(screen, width):
    commands = screen.all_commands()
    lines = footer_lines(commands, width, {})
    assert len(lines) == 1
    assert width_of(lines[0]) <= width
    text = text_of(lines)
    missing = {c.rank for c in commands if c.rank < 3 and f"{shown_keys(c, {})} {c.label}" not in text}
    assert ("… ?" in text) == bool(missing)
    assert text.startswith(" ? help") or commands[0].id != "help"
    if width >= 80:
        assert 0 not in missing


NEVER_ALL: Final = {"BenchScreen", "ShiftScreen"}
"""No level offers all that they have, and not all of it at once: `soaking` looks at every moment."""


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__)
def test_nothing_is_missing_in_a_footer_of_80_columns(screen, language):
    speak(language)
    commands = [command.said for command in screen.all_commands() if command.rank < 3]
    lines = footer_lines(commands, 80, {}, at_most=LINES)
    assert max(map(width_of, lines)) <= 80
    if screen.__name__ not in NEVER_ALL:
        assert "…" not in text_of(lines).replace("1 2 …", "").replace("……", "")


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__)
def test_every_help_page_is_whole_at_every_width(screen):
    for width in (60, 80, 120, 160, 164, 200, 300):
        told = ScreenHelp(screen.help_title, (), screen.help_text, screen.all_commands(), {}, screen.shows_states)
        page, _ = help_page(told, {}, "", width)
        text = text_of(page)
        assert max(map(width_of, page)) <= width - 3, "there may be a scrollbar"
        for command in screen.all_commands():
            assert spoken_keys(command, {}).split()[0] in text
        if screen.shows_states:
            assert all(f"{state:<7}{STATE_MEANINGS[state]}"[:20] in text for state in STATE_GLYPHS)


def test_in_a_wide_window_the_keys_stand_beside_what_is_said_and_the_marked_one_is_found():
    keys = tuple(Command(f"key{n}", str(n), f"key {n}", f"Does {n}.", "Game") for n in range(1, 10))
    told = ScreenHelp("x", (), ("A café.",), keys, {}, True)
    page, at = help_page(told, {}, "key7", 200)
    lines = text_of(page).splitlines()
    assert "Does 7." in lines[at]
    assert next(y for y, line in enumerate(lines) if "A café." in line) < at
    assert any("Lanes" in line and "Does" in line for line in lines)


def test_the_help_of_a_key_of_ones_own_names_that_key():
    command = Command("undo", "u", "undo", "Take it back.", "Game")
    text = text_of(help_page(ScreenHelp("x", (), (), (command,), {}, False), {"undo": "z,backspace"}, "", 60)[0])
    assert "z backspace" in text


def test_what_cannot_be_done_now_says_why_and_the_moment_comes_first():
    undo = Command("undo", "u", "undo", "Take it back.", "Game")
    told = ScreenHelp("x", ("Ana is free.",), ("A café.",), (undo,), {"undo": "Nothing is decided yet."}, False)
    text = text_of(help_page(told, {}, "", 80)[0])
    assert "Take it back. Not now: Nothing is decided yet." in text
    assert text.index("Ana is free.") < text.index("A café.")


class Waiting(CafeScreen):
    """One command that works, one that does not."""

    commands = (
        Command("pour", "p", "pour", "Pour it.", "Game"),
        Command("undo", "u", "undo", "Take it back.", "Game", not_now="Nothing has been poured."),
    )
    help_title = "Waiting"

    def __init__(self):
        super().__init__()
        self.poured = 0

    def check_action(self, action, parameters):
        return None if action == "undo" and not self.poured else True

    def action_pour(self):
        self.poured += 1

    def action_undo(self):
        self.poured -= 1


@pytest.mark.asyncio
async def test_what_help_says_can_be_done_from_it_by_key_and_by_mouse(game, look):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(80, 30), notifications=True) as pilot:
        screen = Waiting()
        app.push_screen(screen)
        await pilot.pause()
        await pilot.press("question_mark", "down", "enter")
        await pilot.pause()
        assert (app.screen, screen.poured) == (screen, 1)
        await pilot.press("question_mark")
        await pilot.pause()
        rows = look(app).splitlines()
        await pilot.click("Board", offset=(25, next(y for y, row in enumerate(rows) if "Take it back." in row)))
        await pilot.pause()
        assert (app.screen, screen.poured) == (screen, 0)


@pytest.mark.asyncio
async def test_a_key_that_does_nothing_now_says_why_from_everywhere(game, look):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(80, 30), notifications=True) as pilot:
        app.push_screen(Waiting())
        await pilot.pause()
        for keys in (("u",), ("question_mark", "down", "down", "enter")):
            app.clear_notifications()
            await pilot.pause()
            await pilot.press(*keys)
            await pilot.pause()
            await pilot.pause()
            assert isinstance(app.screen, Waiting)
            assert "Nothing has been poured." in look(app), keys
        app.clear_notifications()
        await pilot.pause()
        await pilot.click("CafeFooter", offset=(look(app).splitlines()[-1].index("undo"), 0))
        await pilot.pause()
        assert "Nothing has been poured." in look(app)
