"""The map: rooms, doors, what opens them."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from cafe_sim.cafe.model import HandOver, Plan
from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.keeper import Keeper
from cafe_sim.game.player.progress import Progress, Stars
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.pages.player.campaign import campaign_page, detail, needs_text, rooms, stars_text
from cafe_sim.tui.pieces import text_of, width_of
from cafe_sim.tui.screens.player.briefing import BriefingScreen
from cafe_sim.tui.screens.player.campaign import CampaignScreen


def played() -> Progress:
    plan = Plan(name="first try", hand_overs=(HandOver(0, 1, "Carl"),))
    return Progress().after("A1", Stars(sound=True, par=True), plan)


async def on_the_map(pilot):
    await pilot.pause()
    await pilot.press("down", "enter")
    await pilot.pause()


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40), (200, 50)])
@pytest.mark.asyncio
async def test_how_it_looks(game, look, golden, size):
    game.keeper.progress = played()
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=size) as pilot:
        await on_the_map(pilot)
        golden(f"campaign_{size[0]}x{size[1]}", look(app))


@pytest.mark.asyncio
async def test_in_ascii(game, look, golden):
    game.keeper.progress = played()
    app = CafeApp(game, utf8=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_the_map(pilot)
        text = look(app)
        assert text.isascii()
        golden("campaign_ascii", text)


@pytest.mark.asyncio
async def test_a_closed_door_says_what_opens_it_and_stays_closed(game, look):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(60, 18), notifications=True) as pilot:
        await on_the_map(pilot)
        await pilot.press("right")
        await pilot.pause()
        assert "The door is closed: win A1 first." in look(app)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, CampaignScreen)


@pytest.mark.parametrize(("size", "level_keys", "room_keys"), [((60, 18), "hl", "kj"), ((120, 40), "kj", "hl")])
@pytest.mark.asyncio
async def test_arrows_follow_what_is_drawn_and_stop_at_the_ends(game, size, level_keys, room_keys):
    """Rows of doors: across is from level to level. A list: down is."""
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=size) as pilot:
        await on_the_map(pilot)

        async def marked_after(*keys):
            await pilot.press(*keys)
            return app.screen.marked

        before, after = level_keys
        assert [await marked_after(key) for key in after * 9 + before][-3:] == ["C4", "C4", "B4"]
        up, down = room_keys
        assert [await marked_after(key) for key in (up, up, down, down, down)] == ["A4", "A4", "B4", "C4", "C4"]


@pytest.mark.asyncio
async def test_a_level_won_without_a_plan_shows_its_stars(game, look):
    game.keeper.progress = Progress().after("A1", Stars(sound=True, light=True))
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await on_the_map(pilot)
        app.screen.mark("A1")
        await pilot.pause()
        assert "won  ★☆★" in look(app)


@pytest.mark.asyncio
async def test_the_mark_goes_on_with_the_player(game):
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await on_the_map(pilot)
        first = app.screen.marked
        game.keeper.progress = Progress().after("A1", Stars(sound=True)).begun("A3").after("A3", Stars(sound=True))
        await pilot.press("question_mark", "escape")
        await pilot.pause()
        assert (first, app.screen.marked) == ("A1", game.upcoming().id)
        assert app.screen.marked != "A1"


@pytest.mark.asyncio
async def test_the_mouse_marks_then_opens(game):
    app = CafeApp(game, utf8=True)
    game.keeper.progress = played()
    async with app.run_test() as pilot:
        await on_the_map(pilot)
        for wanted in ("A1", "A1"):
            page = app.screen.query_one("Board").page
            row = next(y for y, line in enumerate(page) if any(piece.target == wanted for piece in line))
            left = sum(piece.width for piece in page[row][: [p.target for p in page[row]].index(wanted)])
            await pilot.click("Board", offset=(left + 1, row))
            await pilot.pause()
        assert isinstance(app.screen, BriefingScreen)
        assert app.screen.level.id == "A1"


@pytest.mark.asyncio
async def test_no_line_is_too_wide_at_any_width(game):
    await game.open()
    for width in range(60, 140):
        for height in (17, 30, 50):
            page, at = campaign_page(rooms(game), "A3", 2, width, height)
            assert max(map(width_of, page)) <= width
            assert "A3" in text_of(page[at : at + 1])


@pytest.mark.asyncio
async def test_no_door_moves_under_the_mouse_when_another_is_marked(game):
    await game.open()
    for width, height in product((80, 120), range(20, 60)):
        places = set()
        for marked in ("A1", "A2", "A5", "C4"):
            page, _ = campaign_page(rooms(game), marked, 2, width, height)
            places.add(tuple((y, p.target) for y, line in enumerate(page) for p in line if p.target))
        assert len(places) == 1


def test_words():
    assert stars_text(Stars(sound=True, light=True)) == "★☆★"
    assert needs_text(["A3"]) == "win A3 first"
    assert needs_text(["A3", "B4"]) == "win A3 and B4 first"


@pytest.mark.asyncio
async def test_a_level_that_opens_a_door_with_another_says_so(game):
    await game.open()
    first = next(door for room in rooms(game) for door in room.doors)
    assert "winning it opens A2" in text_of(detail(first, 80))
    together = replace(first, opens=(), together=(("E1", ("B2",)),))
    assert "not won yet: winning it and B2 opens E1" in text_of(detail(together, 80))
    assert text_of(detail(replace(together, together=()), 80)).splitlines()[-2].strip("│ ") == "not won yet"


@pytest.mark.asyncio
async def test_the_real_map_knows_what_opens_with_what():
    game = Campaign(Keeper())
    await game.open()
    doors = {door.level.id: door for room in rooms(game) for door in room.doors}
    assert doors["A9"].together == (("B2", ("B1",)), ("E1", ("B2",)))
    assert doors["B2"].together == (("E1", ("A9",)),)


@pytest.mark.asyncio
async def test_in_a_wide_window_the_marked_levels_box_stands_beside_its_room(game):
    game.keeper.progress = played()
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(200, 50)) as pilot:
        await on_the_map(pilot)
        for name in ("A1", "B4", "C4"):
            app.screen.marked = name
            board = app.screen.query_one("Board")
            board.repaint()
            rows = text_of(board.page).splitlines()
            assert any(f"›{name}" in line for line in rows)
            assert any(f"{name}  " in line[118:] for line in rows), f"what {name} is about"
