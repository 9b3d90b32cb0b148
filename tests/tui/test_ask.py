"""A question is answered once, however quick the fingers are."""

from __future__ import annotations

import pytest

from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.screens.ask import AskScreen, NameScreen, Reply
from cafe_sim.tui.screens.player.settings import SettingsScreen

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize(
    "question",
    [
        lambda answer: NameScreen("What is it called?", "mine", answer),
        lambda answer: AskScreen("Which?", (Reply("mine", "Mine", "The first."),), answer),
    ],
    ids=["name", "ask"],
)
async def test_a_second_key_right_behind_the_first_answers_nothing_and_leaves_the_screen_below(
    tmp_path, monkeypatch, question
):
    monkeypatch.setenv("CAFE_SIM_SAVES", str(tmp_path))
    app = CafeApp(utf8=True)
    answers: list[str] = []
    async with app.run_test(size=(80, 24)) as pilot:
        await app.game.open()
        below, screen = SettingsScreen(), question(answers.append)
        app.push_screen(below)
        app.push_screen(screen)
        await pilot.pause()
        await screen.action_take()
        await screen.action_take()
        screen.dismiss()
        await pilot.pause()
        assert (answers, app.screen is below) == (["mine"], True)
