"""The program that ran, to read: it begins where something went wrong, and no comment is cut in half."""

from __future__ import annotations

import pytest

from cafe_sim.game.views import FaultView
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.pages.code import program_page
from cafe_sim.tui.pieces import text_of
from cafe_sim.tui.screens.code import CodeScreen

PROGRAM = "\n".join(f"x{number} = {number}" for number in range(1, 61))


def shown(app, look) -> list[str]:
    return [line.strip() for line in look(app).splitlines()]


@pytest.mark.asyncio
async def test_it_begins_where_a_fault_points(game, look):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(60, 18)) as pilot:
        app.push_screen(CodeScreen("The till", PROGRAM, (FaultView("data-race", "It races.", (40, 42)),)))
        await pilot.pause()
        await pilot.pause()
        lines = shown(app, look)
        assert {"40 ▸ x40 = 40", "41   x41 = 41", "42 ▸ x42 = 42"} <= set(lines)


@pytest.mark.asyncio
async def test_without_a_fault_it_begins_at_the_top(game, look):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(60, 18)) as pilot:
        app.push_screen(CodeScreen("The till", PROGRAM))
        await pilot.pause()
        await pilot.pause()
        assert shown(app, look)[2] == "1   x1 = 1"


def test_a_comment_that_does_not_fit_is_left_out():
    program = "till.total += count(order.price)  # ring up: read, count, write\n"
    assert "# ring up" in text_of(program_page("t", program, (), 90))
    narrow = text_of(program_page("t", program, (), 60))
    assert "count(order.price)" in narrow
    assert "#" not in narrow
    assert "…" not in narrow
