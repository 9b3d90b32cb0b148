"""A mistake of ours ends in a sentence and a file, never in a traceback on the screen."""

from __future__ import annotations

import pytest

from cafe_sim.game.campaign import Campaign
from cafe_sim.game.keeper import Keeper
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.mishap import mishap


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
