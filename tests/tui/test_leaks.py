"""Levels that were opened and closed are gone: no thread, task or descriptor is left of them, and next to no memory."""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
import tracemalloc
from pathlib import Path

import pytest
from soaking import SoakedApp, a_game, check, levels, nothing_from_outside
from standing import StandingLoop, Terminal, at_a_standing_clock

from cafe_sim.tui.screens.base import CafeScreen
from cafe_sim.tui.screens.title import TitleScreen

WARM = 12
"""Levels after which everything that is kept on purpose is there: imports, styles, the days that are remembered."""
KIB_A_LEVEL = 20
PLAYED = {
    "serve": ("1", "space", "c", "escape", "escape"),
    "fix": ("k", "o", "I", "escape", "escape"),
    "break": ("1", "2", "left", "escape"),
    "code": ("r", "c", "escape"),
}
"""Keys that play a level a little, and leave it."""


async def visit(terminal: Terminal, app: SoakedApp, number: int) -> None:
    """In, a few keys, and out again."""
    level = levels()[number % len(levels())]
    app.brief(level)
    await terminal.paint()
    await terminal.keys("enter", *PLAYED[level.kind])
    check(app, picture=False)
    for _ in range(6):
        if isinstance(app.screen, TitleScreen):
            break
        await terminal.keys("escape")
    assert isinstance(app.screen, TitleScreen), f"{level.id} was not left, but {app.screen}"


def held() -> tuple[int, int, int, int]:
    """Threads, tasks, descriptors and screens that there are."""
    gc.collect()
    descriptors = list(Path("/proc/self/fd" if sys.platform == "linux" else "/dev/fd").iterdir())
    screens = sum(isinstance(one, CafeScreen) for one in gc.get_objects())
    return threading.active_count(), len(asyncio.all_tasks()), len(descriptors), screens


async def play(loop: StandingLoop, count: int) -> tuple[tuple[int, ...], tuple[int, ...], float]:
    """What is held before so many levels and after them, and how many KiB are kept of each, if memory is traced."""
    app = SoakedApp(a_game())
    with nothing_from_outside(loop):
        async with Terminal.of(app, loop) as terminal:
            await app.game.open()
            for number in range(WARM):
                await visit(terminal, app, number)
            await terminal.wait(10)  # until what was said of the last has gone
            before, kept = held(), tracemalloc.get_traced_memory()[0]
            for number in range(count):
                await visit(terminal, app, number)
            await terminal.wait(10)
            return before, held(), (tracemalloc.get_traced_memory()[0] - kept) / count / 1024


@pytest.mark.slow
def test_levels_leave_no_thread_task_descriptor_or_screen() -> None:
    with at_a_standing_clock() as run:
        before, after, _ = run(lambda loop: play(loop, 12))
    assert after == before


@pytest.mark.soak
def test_two_hundred_levels_leave_next_to_no_memory_either() -> None:
    tracemalloc.start()  # before the first: what takes the place of something else is nothing new
    try:
        with at_a_standing_clock() as run:
            before, after, kib = run(lambda loop: play(loop, 200))
    finally:
        tracemalloc.stop()
    assert after == before
    assert kib < KIB_A_LEVEL
