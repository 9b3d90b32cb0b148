"""Before a level: three lines and a guess, at every size, for every level there is."""

from __future__ import annotations

import pytest

from cafe_sim.content import load_campaign
from cafe_sim.game.serving.shift import Shift
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.pages.player.briefing import briefing_page
from cafe_sim.tui.pieces import text_of, width_of
from cafe_sim.tui.screens.serving.shift import ShiftScreen


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (200, 50)])
@pytest.mark.asyncio
async def test_how_it_looks(game, look, golden, size):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=size) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        golden(f"briefing_{size[0]}x{size[1]}", look(app))


@pytest.mark.asyncio
async def test_a_guess_is_one_key_or_a_click_and_can_be_changed(game, look):
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await pilot.press("enter", "2")
        await pilot.pause()
        assert game.guesses == {"A1": 1}
        assert "We shall see." in look(app)
        page = app.screen.query_one("Board").page
        row = next(y for y, line in enumerate(page) if any(piece.target == "answer(0)" for piece in line))
        left = sum(piece.width for piece in page[row][: [p.target for p in page[row]].index("answer(0)")])
        await pilot.click("Board", offset=(left, row))
        assert game.guesses == {"A1": 0}


@pytest.mark.asyncio
async def test_a_key_without_an_answer_does_nothing_and_help_does_not_speak_of_it(game, look):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.press("enter", "4")
        await pilot.pause()
        assert game.guesses == {}
        await pilot.press("question_mark")
        await pilot.pause()
        assert "answer 2" in look(app)
        assert "answer 3" not in look(app)


@pytest.mark.parametrize("size", [(120, 40), (200, 50)])
@pytest.mark.asyncio
async def test_a_large_window_shows_who_works_here_without_a_key(game, look, size):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=size) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        text = look(app)
        assert all(words in text for words in ("One line.", "Who leaves first?", "Who works here", "█────", "#1"))
        assert " m menu" not in text
        await pilot.press("m")
        await pilot.pause()
        assert look(app) == text
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        await pilot.pause()
        assert " m menu" in look(app)
        assert "Who works here" not in look(app)


@pytest.mark.parametrize("size", [(112, 34), (120, 39), (200, 49), (300, 99)])
@pytest.mark.parametrize("level", load_campaign(), ids=lambda level: level.id)
def test_a_large_window_has_all_of_a_level_at_once(level, size):
    width, height = size
    view = Shift(level).view() if level.kind == "serve" else None
    page = briefing_page(level, 0, width, height, "New: something.", view=view)
    text = text_of(page)
    assert len(page) <= height
    assert max(map(width_of, page)) <= width
    assert "New: something." in text
    assert ("On the menu" if level.kind == "serve" else "The program") in text
    if level.kind == "serve":
        assert all(item.name in text for item in level.shop.items)


@pytest.mark.parametrize("level", load_campaign(), ids=lambda level: level.id)
def test_every_level_of_the_campaign_fits_the_smallest_window(level):
    for width, height in ((60, 17), (80, 23), (120, 39)):
        for answer in (None, 0):
            page = briefing_page(level, answer, width, height)
            assert len(page) <= height
            assert max(map(width_of, page)) <= width
            assert str(level.briefing[0]).split()[0] in text_of(page)
        if level.kind == "serve":
            page = briefing_page(level, None, width, height, menu=True)
            text = text_of(page)
            assert len(page) <= height
            assert max(map(width_of, page)) <= width
            assert all(name in text for name in [*(each.name for each in (*level.shop.staff, *level.shop.items))])
            assert "…" not in text


@pytest.mark.asyncio
async def test_who_works_here_and_what_they_make_is_a_key_away(game, look):
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await pilot.press("enter", "m")
        await pilot.pause()
        text = look(app)
        assert "a clerk: one order at a time" in text
        assert "█────" in text
        assert "5 s · stays 9 s" in text
        assert "Who leaves first?" not in text
        await pilot.press("2")
        await pilot.pause()
        assert "We shall see." in look(app), "an answer is seen"
        await pilot.press("m", "enter")
        await pilot.pause()
        assert isinstance(app.screen, ShiftScreen)


@pytest.mark.asyncio
async def test_where_nothing_is_handed_out_there_is_no_menu(game, look):
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await game.open()
        app.brief(game.level("B4"))
        await pilot.pause()
        assert " m menu" not in look(app)
