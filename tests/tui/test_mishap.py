"""A mistake of ours ends in a sentence and a file, never in a traceback on the screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.keeper import Keeper
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.commands import Command
from cafe_sim.tui.mishap import mishap
from cafe_sim.tui.pieces import text_of, width_of
from cafe_sim.tui.screens.base import CafeScreen
from cafe_sim.tui.screens.mishap import MishapScreen, mishap_page
from cafe_sim.tui.screens.player.campaign import CampaignScreen
from cafe_sim.tui.widgets.board import Board


def broken(tmp_path):
    try:
        raise KeyError("oven")
    except KeyError as error:
        return error


def test_a_sentence_and_a_report(tmp_path):
    sentence = mishap(broken(tmp_path), tmp_path)
    assert "a mistake of ours" in sentence
    assert "KeyError: 'oven'" in sentence
    assert "Traceback" not in sentence
    report = (tmp_path / "mishap.txt").read_text()
    assert "Traceback" in report
    assert str(tmp_path / "mishap.txt") in sentence


@pytest.mark.parametrize("folder", [None, "missing"])
def test_without_a_place_for_the_report_the_sentence_stands_alone(tmp_path, folder):
    assert mishap(broken(tmp_path), folder and tmp_path / folder).endswith("Please report it.")


@pytest.mark.asyncio
async def test_a_game_that_breaks_says_so_and_ends_with_status_two(tmp_path, capsys):
    class Broken(CafeApp):
        def on_key(self):
            raise KeyError("oven")

    app = Broken(Campaign(Keeper(tmp_path), lambda: ()), utf8=True)

    async def breaks():
        async with app.run_test() as pilot:
            await pilot.press("x")
            await pilot.pause()

    with pytest.raises(KeyError):
        await breaks()
    assert app.return_code == 2
    assert "oven" in (tmp_path / "mishap.txt").read_text()


class Fragile(CafeScreen):
    """Breaks on a key, in a handler, or while it is painted."""

    commands = (Command("action", "a", "action", "Break in an action."), Command("later", "b", "later", "Break later."))
    help_title = "Fragile"

    def __init__(self, level):
        super().__init__()
        self.level = level
        self.paints = True

    def compose_body(self):
        yield Board(self.paint)

    def paint(self, width, height):
        if not self.paints:
            raise ZeroDivisionError("paint")
        return ()

    def action_action(self):
        raise KeyError("oven")

    def action_later(self):
        self.paints = False
        self.call_later(self.query_one(Board).repaint)


@pytest.mark.parametrize("key", ["a", "b"])
@pytest.mark.asyncio
async def test_a_screen_that_breaks_costs_that_screen_alone(tmp_path, game, look, key):
    game = Campaign(Keeper(tmp_path), game._load)
    app = CafeApp(game, utf8=True, live=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await app.open_campaign()
        app.push_screen(Fragile(game.level("A1")))
        await pilot.pause()
        await pilot.press(key)
        for _ in range(4):
            await pilot.pause()
        assert isinstance(app.screen, MishapScreen)
        text = " ".join(look(app).split())
        assert "A mistake of ours ended the screen" in text
        assert "What you have won is kept" in text
        assert "Traceback" in (tmp_path / "mishap.txt").read_text()
        assert len(app.screen_stack) == 3, "title, map, mishap"
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, CampaignScreen)
        await pilot.press("down", "question_mark", "escape", "escape")
        await pilot.pause()
        assert len(app.screen_stack) == 1


@pytest.mark.parametrize("size", [(60, 17), (80, 23)])
def test_how_it_looks(game, golden, size):
    sentence = mishap(KeyError("oven"), Path("/no/such/folder")).replace("game", "screen", 1)
    level = game._load()[0]
    page = mishap_page(sentence, level, *size)
    assert max(map(width_of, page)) <= size[0]
    golden(f"mishap_{size[0]}", text_of(page) + "\n")
