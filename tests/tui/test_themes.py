"""Colours that can be read, signs that can be told apart, and a terminal that can show neither."""

from __future__ import annotations

import ast
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import get_args

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from cafe_sim.game.colours import COLOURS, STATE_GLYPHS, STATES
from cafe_sim.game.player.settings import PREFERENCES, ThemeName
from cafe_sim.game.signs import ASCII, ascii_of, speaks_utf8
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.themes import MODES, AsciiFilter, Look

PACKAGE = Path(__file__).parents[2] / "cafe_sim"


def contrast(one: str, other: str) -> float:
    """WCAG 2: from 1 to 21."""

    def luminance(colour: str) -> float:
        parts = [channel / 255 for channel in Color.parse(colour).rgb]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", COLOURS)
@pytest.mark.parametrize("name", ["foreground", "dim", "accent", "good", "bad", "worked", *STATES])
def test_words_can_be_read(theme, name):
    colours = COLOURS[theme]
    assert contrast(getattr(colours, name), colours.background) >= 4.5
    assert contrast(getattr(colours, name), colours.surface) >= 4.5


@pytest.mark.parametrize("theme", get_args(ThemeName))
def test_what_worked_once_and_what_always_works_never_look_alike(theme):
    look = Look(theme)
    assert len({str(look(name)) for name in ("worked", "good", "bad", "dim")}) == 4


def test_states_are_told_apart_without_colour():
    assert set(STATE_GLYPHS) == set(STATES)
    assert len(set(STATE_GLYPHS.values())) == len(STATES)
    assert [ascii_of(STATE_GLYPHS[state]) for state in STATES] == ["#", "=", "-", ":", "x", "."]


def test_looks_add_up_and_unknown_ones_are_plain():
    look = Look("espresso")
    assert look("accent bold").bold
    assert look("accent bold").color == look("accent").color
    assert look("no such look") == Style()


def test_every_sign_that_a_screen_draws_has_its_place_in_the_table():
    """What the game itself writes is never a question mark; only what players and levels write may be."""
    drawn = {}
    pictures = [PACKAGE / "game/pictures/svg.py"]  # files, for browsers
    for file in {*PACKAGE.glob("tui/**/*.py"), *PACKAGE.glob("game/**/*.py"), *PACKAGE.glob("cli/*.py")} - {*pictures}:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # documentation
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
                drawn |= {char: f"{file.name}:{node.lineno}" for char in node.value if not char.isascii()}
    signs = {char for char in drawn if cell_len(char) == 1 and char.isprintable()}
    assert {char: drawn[char] for char in signs if "?" in ascii_of(char)} == {}


@pytest.mark.parametrize("theme", ["ansi", "mono"])
def test_what_is_marked_is_never_dim(theme):
    assert Look(theme)("marked dim").reverse
    assert not Look(theme)("marked dim").dim
    assert Look(theme)("dim").dim


def test_ascii_keeps_every_cell_where_it_is():
    text = "┌ Café › ★☆ ─ run █ „quoted“ 茶 ① ▏"
    plain = ascii_of(text)
    assert plain.isascii()
    assert len(plain) == cell_len(text)
    assert plain.startswith("+ Cafe > *- - run #")
    assert all(len(sign) == 1 and sign.isascii() for sign in ASCII.values())
    segments = AsciiFilter().apply([Segment(text, Style(bold=True))], Color.parse("black"))
    assert (segments[0].text, segments[0].style) == (plain, Style(bold=True))


def test_the_command_line_names_the_same_themes_as_the_settings():
    from cafe_sim.cli.app import cafe_sim, play

    names = {option.value for option in PREFERENCES[0].options}
    assert names == set(get_args(ThemeName))
    for command in (cafe_sim, play):
        choice = next(option.type for option in command.params if option.name == "theme")
        assert set(choice.choices) == names


@pytest.mark.parametrize("no_color", [False, True])
@pytest.mark.asyncio
async def test_the_terminals_own_colours_are_left_to_the_terminal(game, monkeypatch, no_color):
    """Asked for by name it goes before NO_COLOR, and nothing in it is a colour of ours: not one grey."""
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    app = CafeApp(game, utf8=True, theme="ansi")
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.theme == "ansi"
        seen = set()
        for style in await styles(app, pilot):
            for colour in (style.color, style.bgcolor):
                if colour is not None:
                    assert colour.is_default or colour.is_system_defined
                    seen.add(colour.name)
        assert "yellow" in seen


@pytest.mark.asyncio
async def test_a_theme_asked_for_on_the_command_line_is_not_kept_and_gives_way_to_a_choice(game):
    app = CafeApp(game, utf8=True, theme="mono")
    async with app.run_test() as pilot:
        await pilot.pause()
        assert (app.theme, game.progress.settings.theme) == ("mono", "espresso")
        await pilot.press("t")
        assert app.theme == game.progress.settings.theme == "latte"


async def styles(app, pilot):
    await pilot.press("down", "enter")
    await pilot.pause()
    strips = app.screen._compositor.render_strips()
    return [segment.style for strip in strips for segment in strip if segment.style and segment.text.strip()]


@pytest.mark.asyncio
async def test_mono_has_no_colour_at_all(game):
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press(*"tttt")
        assert app.theme == "mono"
        for style in await styles(app, pilot):
            assert style.color is None or style.color.is_default
            assert style.bgcolor is None or style.bgcolor.is_default


@pytest.mark.asyncio
async def test_no_color_means_mono_whatever_the_settings_say(game, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("t")
        assert app.theme == "mono"
        for style in await styles(app, pilot):
            assert style.color is None or style.color.is_default
            assert style.bgcolor is None or style.bgcolor.is_default


def test_a_mode_colours_banner_and_frames_and_each_has_its_own_colour():
    for theme in COLOURS:
        assert len({str(Look(theme, mode)("mode")) for mode in MODES}) == len(MODES)
        assert Look(theme, "fix")("frame") == Look(theme, "fix")("mode") != Look(theme)("frame")
    assert Look("mono", "fix")("frame") == Look("mono")("frame")


@pytest.mark.parametrize(
    ("said", "speaks"),
    [
        ({}, True),
        ({"LANG": "en_US.UTF-8"}, True),
        ({"LANG": "C.UTF-8"}, True),
        ({"LANG": "C"}, False),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, False),
        ({"LANG": "C", "LC_CTYPE": "de_DE.UTF-8"}, True),
        ({"LANG": "C", "LC_ALL": "C.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "POSIX"}, False),
        ({"LANG": "C", "TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver"}, True),
        ({"LANG": "en_US.UTF-8", "TERM": "linux"}, False),
    ],
)
def test_whoever_says_c_is_shown_ascii_though_python_takes_it_for_utf_8(said, speaks, monkeypatch):
    for name in ("LC_ALL", "LC_CTYPE", "LANG", "TERM", "TEXTUAL_DRIVER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "__stdout__", TextIOWrapper(BytesIO(), encoding="utf-8"))
    assert speaks_utf8() == speaks
