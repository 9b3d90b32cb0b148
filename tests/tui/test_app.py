"""From screen to screen: the first start, the way through a level, small windows, settings, the palette."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from cafe_sim.errors import BadContent
from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.keeper import Keeper
from cafe_sim.game.player.progress import Progress, Stars
from cafe_sim.game.player.settings import Settings
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.commands import Command
from cafe_sim.tui.kinds import SCREENS
from cafe_sim.tui.screens.afterwards.result import ResultScreen
from cafe_sim.tui.screens.base import CafeScreen
from cafe_sim.tui.screens.help import HelpScreen
from cafe_sim.tui.screens.player.briefing import BriefingScreen
from cafe_sim.tui.screens.player.campaign import CampaignScreen
from cafe_sim.tui.screens.player.title import TitleScreen
from cafe_sim.tui.screens.small import TooSmall

pytestmark = pytest.mark.asyncio


class ToyPlay(CafeScreen):
    """A level that is won with w and lost with l."""

    commands = (Command("win", "w", "win", "Win."), Command("lose", "l", "lose", "Lose."))
    help_title = "Toy"

    def __init__(self, level, plan):
        super().__init__()
        self.level, self.plan = level, plan
        self.stood_still = 0

    def on_screen_suspend(self):
        self.stood_still += 1

    def action_win(self):
        from tests_result import a_result

        self.cafe.finish(a_result(self.level.id), self.plan)

    def action_lose(self):
        from tests_result import a_result

        self.cafe.finish(a_result(self.level.id, sound=False), self.plan)


@pytest.fixture(autouse=True)
def toy_levels(monkeypatch, result):
    monkeypatch.setitem(sys.modules, "tests_result", SimpleNamespace(a_result=result))
    monkeypatch.setitem(sys.modules, "tests_toy", SimpleNamespace(ToyPlay=ToyPlay))
    for kind in SCREENS:
        monkeypatch.setitem(SCREENS, kind, ("tests_toy", "ToyPlay"))


async def press(pilot, *keys):
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


async def test_the_first_start_is_enter_enter_and_one_plays(game):
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await press(pilot, "enter")
        assert isinstance(app.screen, BriefingScreen)
        await press(pilot, "enter")
        assert isinstance(app.screen, ToyPlay)
        assert app.screen.level.id == "A1"
        assert game.progress.last == "A1"


async def test_the_whole_way_through_two_levels_on_enter(game):
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await press(pilot, "enter", "enter", "w")
        assert isinstance(app.screen, ResultScreen)
        assert app.screen.view.new_stars == ("sound", "par")
        await press(pilot, "enter")
        assert isinstance(app.screen, BriefingScreen)
        assert app.screen.level.id == "A2"
        await press(pilot, "enter", "w", "escape")
        assert isinstance(app.screen, CampaignScreen)
        assert game.progress.won("A2")
        assert app.screen.marked == "A3"
        await press(pilot, "escape")
        assert isinstance(app.screen, TitleScreen)


async def test_a_lost_level_is_tried_again_on_enter_with_the_plan_one_had(game):
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await press(pilot, "enter", "enter", "l")
        assert game.progress.stars("A1") == Stars()
        await press(pilot, "enter")
        assert isinstance(app.screen, ToyPlay)
        assert app.screen.level.id == "A1"


async def test_from_the_map_and_back_to_it(game):
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await press(pilot, "down", "enter", "enter", "enter", "w", "escape")
        assert isinstance(app.screen, CampaignScreen)
        assert app.screen.marked == "A2"
        assert len(app.screen_stack) == 2


async def test_help_is_everywhere_and_the_level_stands_still_below_it(game):
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await press(pilot, "enter", "enter")
        play = app.screen
        await press(pilot, "question_mark")
        assert isinstance(app.screen, HelpScreen)
        assert play.stood_still == 1
        await press(pilot, "question_mark")
        assert app.screen is play


async def test_a_window_too_small_pauses_and_gives_back_what_was_there(game, look):
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await press(pilot, "enter", "enter")
        play = app.screen
        for size in ((59, 18), (60, 17), (20, 5), (5, 2)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert isinstance(app.screen, TooSmall)
        await pilot.resize_terminal(40, 12)
        await pilot.pause()
        assert "The window is 40 × 12" in look(app)
        assert play.stood_still == 1
        await press(pilot, "question_mark", "colon", "ctrl+p", "escape")
        assert isinstance(app.screen, TooSmall)
        await pilot.resize_terminal(60, 18)
        await pilot.pause()
        assert app.screen is play


async def test_started_in_a_window_too_small(game):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, TooSmall)


async def test_a_level_named_on_the_command_line_opens_its_briefing(game):
    app = CafeApp(game, start="a3", utf8=True)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert isinstance(app.screen, BriefingScreen)
        assert app.screen.level.id == "A3"


async def test_a_level_nobody_has_is_said(game, look):
    app = CafeApp(game, start="Z9", utf8=True)
    async with app.run_test(notifications=True) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, TitleScreen)
        await pilot.pause()
        assert "There is no level Z9" in look(app)


async def test_levels_that_cannot_be_read_are_a_sentence(look):
    def broken():
        raise BadContent("levels/A1.toml: title is missing [bold]")

    app = CafeApp(Campaign(Keeper(), broken), utf8=True)
    async with app.run_test(notifications=True) as pilot:
        await pilot.pause()
        await press(pilot, "enter")
        assert "[bold]" in look(app), "markup in a sentence is text"
        await press(pilot, "down", "enter")
        assert isinstance(app.screen, TitleScreen | CampaignScreen)


async def test_theme_signs_and_keys_come_from_the_settings_and_are_kept(game, tmp_path):
    first = CafeApp(Campaign(Keeper(tmp_path), lambda: ()), utf8=True)
    async with first.run_test() as pilot:
        await pilot.pause()
        await press(pilot, "t")
        assert first.theme == "latte"
    second = CafeApp(Campaign(Keeper(tmp_path), lambda: ()), utf8=True)
    async with second.run_test() as pilot:
        await pilot.pause()
        assert second.theme == "latte"


async def test_a_theme_chosen_before_the_saves_are_read_stays(tmp_path):
    saves = Keeper(tmp_path)
    await saves.open()
    saves.keep(Progress(last="A1", settings=Settings(pace="slow")))
    await saves.close()
    app = CafeApp(Campaign(Keeper(tmp_path), lambda: ()), utf8=True)
    app.next_theme()
    async with app.run_test() as pilot:
        await pilot.pause()
        await app.open_game()
        assert app.theme == "latte"
        assert app.game.progress == Progress(last="A1", settings=Settings(theme="latte", pace="slow"))


async def test_a_key_of_ones_own(game, look):
    settings = {"keys": {"help": "f", "down": "x"}}
    game.keeper.progress = Progress(settings=type(game.progress.settings)(**settings))
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await pilot.pause()
        await press(pilot, "x")
        assert app.screen.marked == 1
        assert look(app).splitlines()[-1].startswith(" f help")
        await press(pilot, "f")
        assert isinstance(app.screen, HelpScreen)


async def test_the_palette_knows_the_screens_commands_and_needs_no_chord(game, look):
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await press(pilot, "colon")
        for key in "latte":
            await pilot.press(key)
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "theme: latte" in look(app)
        await press(pilot, "enter")
        assert app.theme == "latte"
        assert isinstance(app.screen, TitleScreen)


async def test_a_palette_that_is_open_survives_a_window_too_small(game):
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await press(pilot, "colon")
        await pilot.resize_terminal(40, 10)
        await press(pilot, "ctrl+p", "colon")
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        await press(pilot, "escape")
        assert isinstance(app.screen, TitleScreen)


async def test_the_footer_is_clicked(game):
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.click("CafeFooter", offset=(3, 0))
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)


async def test_quit_waits_for_what_is_being_saved(tmp_path, game):
    app = CafeApp(Campaign(Keeper(tmp_path), lambda: game._load()), utf8=True)
    async with app.run_test() as pilot:
        await press(pilot, "enter", "enter", "w", "q")
    again = Keeper(tmp_path)
    await again.open()
    assert again.progress.stars("A1").count == 2
    await again.close()
