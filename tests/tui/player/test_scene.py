"""The small café on the title: it moves while somebody looks, and only if it may."""

from __future__ import annotations

import itertools

import pytest

from cafe_sim.game.player.progress import Progress
from cafe_sim.game.player.settings import Settings
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.pages.player.room import ROOM_HEIGHT, ROOM_WIDTH, WALL, room
from cafe_sim.tui.pages.player.scene import ROUND, counter, cup
from cafe_sim.tui.pieces import text_of, width_of


def test_a_guest_is_there_with_ana_and_leaves_with_a_cup():
    text = [text_of(counter(frame, 60)) for frame in range(ROUND)]
    assert all("/|\\" in picture.splitlines()[1] for picture in text), "Ana is behind the counter"
    assert any("u/|\\" in picture.splitlines()[4] for picture in text), "somebody walks off with a cup"
    assert len(set(text)) > ROUND // 2


@pytest.mark.parametrize("width", [-20, -1, 0, 1, 5])
def test_a_counter_of_no_width_is_drawn_to_an_end(width):
    assert len(counter(7, width)) == 6


@pytest.mark.parametrize("width", [40, 60, 90])
def test_it_goes_round_and_keeps_its_size(width):
    for frame in range(3 * ROUND):
        page = counter(frame, width)
        assert {width_of(line) for line in page} == {width}
        assert text_of(page) == text_of(counter(frame + 2 * ROUND, width))
        assert len({width_of(line) for line in cup(frame)}) == 1


@pytest.mark.parametrize("width", [ROOM_WIDTH, 112, 164])
def test_a_large_window_has_a_room_in_which_nobody_walks_into_anybody(width):
    seen = set()
    for frame in range(2 * ROUND):
        page = room(frame, width)
        text = text_of(page)
        seen.add(text)
        assert len(page) == ROOM_HEIGHT
        assert {width_of(line) for line in page} == {width}
        heads = [at for at, char in enumerate(text.splitlines()[WALL + 3]) if char == "o"]
        assert all(after - before > 4 for before, after in itertools.pairwise(heads))
    assert len(seen) > ROUND
    assert any("==" in text for text in seen), "the baker brings a tray"


@pytest.mark.parametrize(("motion", "moves"), [("full", True), ("still", False)])
@pytest.mark.asyncio
async def test_it_moves_only_if_it_may(game, look, motion, moves):
    game.keeper.progress = Progress(settings=Settings(motion=motion))
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.pause()
        before = look(app)
        for _ in range(4):
            app.screen.tick()
        await pilot.pause()
        assert (look(app) != before) == moves


@pytest.mark.asyncio
async def test_it_stands_still_below_another_screen(game):
    app = CafeApp(game, utf8=True, live=True)
    async with app.run_test() as pilot:
        await pilot.pause()
        title = app.screen
        assert title._timer._active.is_set()
        await pilot.press("question_mark")
        await pilot.pause()
        assert not title._timer._active.is_set()
        await pilot.press("escape")
        await pilot.pause()
        assert title._timer._active.is_set()
