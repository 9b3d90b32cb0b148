"""What the soak brought to light: each a short story, so that it stays mended."""

from __future__ import annotations

import gc
import weakref
from concurrent.futures import Executor, Future
from unittest import mock

import pytest
from soaking import SoakedApp, a_game, check, codes, levels, nothing_from_outside
from standing import Terminal, at_a_standing_clock
from textual.widgets import Input

from cafe_sim.game.coding.examples import EXAMPLES
from cafe_sim.game.coding.lab import Lab
from cafe_sim.game.coding.origin import Origin
from cafe_sim.tui.keys import every_screen, tables
from cafe_sim.tui.kinds import play_screen
from cafe_sim.tui.screens.afterwards.paste import PasteScreen
from cafe_sim.tui.screens.afterwards.replay import ReplayScreen
from cafe_sim.tui.screens.ask import NameScreen
from cafe_sim.tui.screens.coding.editor import EditorScreen
from cafe_sim.tui.screens.help import HelpScreen
from cafe_sim.tui.screens.player.briefing import BriefingScreen
from cafe_sim.tui.screens.player.title import TitleScreen
from cafe_sim.tui.screens.small import TooSmall


def played(story) -> None:
    """`story(terminal, app)`, from the title on, at a standing clock."""

    async def play(loop):
        app = SoakedApp(a_game())
        with nothing_from_outside(loop):
            async with Terminal.of(app, loop) as terminal:
                await app.game.open()
                await story(terminal, app)
                check(app, picture=True)

    with at_a_standing_clock() as run:
        run(play)


@pytest.mark.parametrize("width", range(1, 12))
def test_the_palette_may_be_left_no_width(width):
    async def story(terminal, app):
        await terminal.send(("key", ":"))
        await terminal.send(("key", "s"))
        await terminal.send(("resize", width, 62))
        await terminal.paint()

    played(story)


@pytest.mark.parametrize("key", ["pagedown", "pageup", "home", "end", "down", "up"])
def test_the_palette_takes_keys_before_its_list_is_there(key):
    async def story(terminal, app):
        await terminal.send(("key", ":"))
        await terminal.send(("key", key))

    played(story)


def test_what_is_pasted_into_a_line_holds_nothing_that_a_terminal_would_obey():
    async def story(terminal, app):
        app.push_screen(NameScreen("What is it called?", "", lambda _: None))
        await terminal.paint()
        await terminal.send(("paste", "\x1b]0;title\x07\u202emine.py\nand more"))
        await terminal.paint()
        assert app.screen.query_one(Input).value == "�]0;title��mine.py"

    played(story)


def test_a_click_before_a_new_window_is_laid_out_does_not_take_the_keys_away():
    async def story(terminal, app):
        app.push_screen(NameScreen("What is it called?", "mine", lambda _: None))
        await terminal.paint()
        await terminal.send(("resize", 200, 60))
        await terminal.send(("click", 190, 55))
        await terminal.keys("s")
        assert "s" in app.screen.query_one(Input).value

    played(story)


def test_clicks_on_a_notice_that_is_just_going_do_no_harm():
    async def story(terminal, app):
        for number in range(4):
            app.say(f"Notice {number}.")
        await terminal.paint()
        for y in range(24):
            await terminal.send(("click", 70, y))
            app.clear_notifications()
            await terminal.send(("click", 70, y))

    played(story)


def test_a_screen_that_was_left_is_let_go():
    async def story(terminal, app):
        app.brief(levels()[0])
        await terminal.paint()
        assert isinstance(app.screen, BriefingScreen)
        left = weakref.ref(app.screen)
        await terminal.keys("escape")
        await terminal.wait(1)
        assert isinstance(app.screen, TitleScreen)
        gc.collect()
        assert left() is None

    played(story)


class Waiting(Executor):
    """Answers nothing until it is told to."""

    def __init__(self):
        self.asked = []

    def submit(self, fn, /, *args, **kwargs):
        self.asked.append(Future())
        return self.asked[-1]


def test_a_text_is_checked_also_if_the_check_before_it_took_long():
    hands = Waiting()

    async def story(terminal, app):
        with mock.patch.object(Lab, "_worker", return_value=hands):
            app.push_screen(EditorScreen(Lab(Origin.of_example(EXAMPLES[0]))))
            await terminal.paint()
            await terminal.keys("e", "(")
            await terminal.wait(2)
            assert len(hands.asked) == 1
            hands.asked[0].set_result(None)
            await terminal.wait(1)
            assert len(hands.asked) == 2

    played(story)


@pytest.mark.parametrize("over", [("resize", 40, 10), ("key", "?"), ("key", ":")])
def test_a_day_stands_while_something_lies_over_it_however_the_window_is_resized(over):
    async def story(terminal, app):
        app.push_screen(play_screen(levels()[0]))
        await terminal.paint()
        day = app.screen.shift
        await terminal.keys("1", "enter", "space", "1")
        await terminal.wait(0.5)
        assert day.now > 0
        await terminal.send(over)
        await terminal.send(("resize", 59, 30))
        await terminal.send(("resize", 100, 30))
        await terminal.send(("resize", 40, 10))
        stood = day.now
        await terminal.wait(2)
        assert day.now == stood
        await terminal.send(("resize", 80, 24))

    played(story)


def test_what_opens_in_a_window_that_is_too_small_is_there_once_there_is_room():
    async def story(terminal, app):
        await terminal.send(("resize", 40, 10))
        app.brief(levels()[0])
        await terminal.paint()
        assert isinstance(app.screen, TooSmall)
        await terminal.send(("resize", 80, 24))
        await terminal.paint()
        assert isinstance(app.screen, BriefingScreen)
        await terminal.keys("escape")
        assert isinstance(app.screen, TitleScreen)

    played(story)


def test_a_replay_that_was_asked_for_does_not_take_the_place_of_what_is_read_meanwhile():
    async def story(terminal, app):
        app.open_code()
        await terminal.paint()
        await terminal.send(("paste", codes()[0]))
        await terminal.keys("enter", "?")
        await terminal.wait(1)
        assert isinstance(app.screen, HelpScreen)
        await terminal.keys("escape")
        assert isinstance(app.screen, ReplayScreen)
        await terminal.keys("escape")
        assert isinstance(app.screen, PasteScreen)

    played(story)


def test_a_code_that_is_taken_twice_at_once_is_replayed_once():
    async def story(terminal, app):
        app.open_code()
        await terminal.paint()
        await terminal.send(("paste", codes()[0]))
        await terminal.send(("burst", "enter", "enter", "enter"))
        await terminal.wait(2)
        assert isinstance(app.screen, ReplayScreen)
        await terminal.keys("escape")
        assert isinstance(app.screen, PasteScreen)

    played(story)


def test_help_of_a_screen_that_has_gone_meanwhile_does_nothing_there():
    async def story(terminal, app):
        app.open_code(codes()[0])
        await terminal.paint()
        await terminal.keys("?")
        await terminal.wait(1)
        assert isinstance(app.screen, HelpScreen)
        app.screen.action_do("take")
        await terminal.paint()
        assert isinstance(app.screen, ReplayScreen)

    played(story)


def test_a_key_that_comes_before_its_screen_is_there_waits_for_it():
    async def story(terminal, app):
        opened = HelpScreen(app.screen)
        app.push_screen(opened)
        await app.run_action("down", opened)
        assert not opened.is_mounted
        await terminal.paint()
        assert opened.marked == opened.offers[0].id

    played(story)


def test_a_key_that_comes_when_its_screen_has_gone_does_nothing():
    async def story(terminal, app):
        left = HelpScreen(app.screen)
        app.push_screen(left)
        await terminal.paint()
        app.pop_screen()
        await app.run_action("down", left)
        await terminal.paint()
        await app.run_action("down", left)
        await terminal.keys("down")
        assert app.broke is None

    played(story)


def test_every_screen_is_in_the_table_of_keys_under_a_name_of_its_own():
    assert len(tables()) == len(every_screen())
