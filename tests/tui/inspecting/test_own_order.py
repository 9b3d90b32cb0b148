"""A round by hand on a screen, called from the inspector's verdict."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest
from shipped import level

from cafe_sim.content.subjects import round_subject
from cafe_sim.engine.explore import Budget, inspect
from cafe_sim.game.fixing.bench import Bench
from cafe_sim.game.inspecting.failing import failing
from cafe_sim.game.inspecting.visit import Visited
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.screens.inspecting.inspection import InspectionScreen
from cafe_sim.tui.screens.inspecting.own_order import OwnOrderScreen

pytestmark = pytest.mark.asyncio


def bench_of(name: str, plan=None) -> Bench:
    """A bench on which the inspector has been."""
    bench = Bench(level(name), level(name).naive if plan is None else plan)
    subject = round_subject(bench.level, bench.plan)
    inspection = inspect(subject, budget=Budget(seconds=60.0))
    bench._keep(Visited(inspection, failing(subject, inspection)))
    return bench


@asynccontextmanager
async def verdict(name: str, size=(80, 24), plan=None):
    app = CafeApp(utf8=True)
    async with app.run_test(size=size) as pilot:
        await app.game.open()
        app.push_screen(InspectionScreen(bench_of(name, plan)))
        await pilot.pause()
        yield pilot


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40), (200, 50)])
async def test_how_it_looks(look, golden, size):
    async with verdict("C4", size) as pilot:
        await pilot.press("b", "1", "1")
        await pilot.pause()
        assert isinstance(pilot.app.screen, OwnOrderScreen)
        golden(f"round-c4-{size[0]}x{size[1]}", look(pilot.app))


async def test_how_three_look(look, golden):
    async with verdict("D1") as pilot:
        await pilot.press("b", "right", "right")
        await pilot.pause()
        golden("round-d1-80x24", look(pilot.app))


async def test_how_it_looks_when_nobody_can_move(look, golden):
    async with verdict("C4") as pilot:
        await pilot.press("b", "right", "right")
        await pilot.pause()
        golden("round-c4-stuck-80x24", look(pilot.app))


async def test_the_way_back_leads_to_the_verdict(look):
    async with verdict("B4") as pilot:
        await pilot.press("b", "1", "2", "left", "i", "escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, InspectionScreen)
        assert "b choose who moves" in look(pilot.app)


async def test_where_there_is_one_order_only_there_is_nothing_to_choose_and_that_is_said(look, monkeypatch):
    said = []
    monkeypatch.setattr(CafeApp, "say", lambda _, sentence: said.append(sentence))
    async with verdict("B9", plan=level("B9").reference) as pilot:
        assert "choose who moves" not in look(pilot.app)
        await pilot.press("b")
        await pilot.pause()
        assert isinstance(pilot.app.screen, InspectionScreen)
        assert said == ["There is one order of events and no other: nobody is to be chosen."]


async def test_closing_it_leaves_no_execution_behind():
    async with verdict("B4") as pilot:
        await pilot.press("b", "1")
        await pilot.pause()
        steps = pilot.app.screen.steps
        await pilot.press("escape")
        await pilot.pause()
        assert steps._execution.state == "closed"
