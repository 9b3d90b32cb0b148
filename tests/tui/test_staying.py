"""What stays while somebody looks is left alone by the collector, and goes when it is not looked at any more."""

from __future__ import annotations

import gc
import weakref

import pytest
from shipped import level

from cafe_sim.game.pictures.of_level import charts_of_level
from cafe_sim.tui import staying
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.screens.afterwards.replay import ReplayScreen


class Run:
    """Refers to itself, as screens do: only the collector can tell that it is gone."""

    def __init__(self) -> None:
        self.me = self


def is_looked_through(thing: object) -> bool:
    return any(each is thing for each in gc.get_objects())


def test_a_timeline_above_a_replay_goes_and_the_replay_is_left_alone_again():
    staying.begin()
    replay, timeline = Run(), Run()
    staying.shown()
    went = weakref.ref(timeline)
    del timeline
    gc.collect()
    assert went() is not None, "it was not left alone"
    staying.gone()
    gc.collect()
    assert went() is None
    assert not is_looked_through(replay)
    staying.end()
    assert is_looked_through(replay)


@pytest.mark.asyncio
async def test_the_game_is_left_alone_while_it_is_open_and_a_replay_for_as_long_as_it_is_shown(game):
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await pilot.pause()
        gc.collect()
        assert not is_looked_through(app)
        screen = ReplayScreen(charts_of_level(level("B4"), level("B4").reference), "B4")
        await app.push_screen(screen)
        await pilot.pause()
        assert not is_looked_through(screen)
        went = weakref.ref(screen)
        del screen
        await pilot.press("escape")
        await pilot.pause()
        gc.collect()
        assert went() is None, "it is shown no more, and still left alone"
        assert not is_looked_through(app), "it is left alone again"
    assert is_looked_through(app)
