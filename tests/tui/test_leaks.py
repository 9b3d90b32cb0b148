"""Levels and screens that were opened and closed are gone: no thread, task or descriptor is left of them, and next to
no memory.
"""

from __future__ import annotations

import asyncio
import gc
import random
import sys
import threading
import tracemalloc
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from soaking import STARTS, SoakedApp, a_game, check, levels, nothing_from_outside, reach
from standing import StandingLoop, Terminal, at_a_standing_clock
from textual.widgets import TextArea

from cafe_sim.tui.screens.ask import AskScreen
from cafe_sim.tui.screens.base import CafeScreen
from cafe_sim.tui.screens.player.title import TitleScreen

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


Walk = Callable[[Terminal, SoakedApp, int], Awaitable[None]]
"""In and out again; told how many there were before."""
Came = tuple[tuple[int, ...], tuple[int, ...], float]


async def visit(terminal: Terminal, app: SoakedApp, number: int) -> None:
    """In, a few keys, and out again."""
    level = levels()[number % len(levels())]
    app.brief(level)
    await terminal.paint()
    await terminal.keys("enter", *PLAYED[level.kind])
    check(app, picture=False)
    await leave(terminal, app)


def walk_to(start: str) -> Walk:
    """To a screen, and out again."""

    async def walk(terminal: Terminal, app: SoakedApp, number: int) -> None:
        await reach(terminal, app, start, random.Random(number))
        await terminal.send(("resize", 80, 24))
        await terminal.paint()
        await leave(terminal, app)

    return walk


async def leave(terminal: Terminal, app: SoakedApp) -> None:
    """Back to the title; of what is asked on the way, the last answer is given: nothing is kept."""
    for _ in range(9):
        if isinstance(app.screen, TitleScreen):
            return
        await terminal.keys(*(("down", "down", "enter") if type(app.screen) is AskScreen else ("escape",)))
    raise AssertionError(f"there is no way out of {app.screen_stack}")


def held() -> tuple[int, int, int, int]:
    """Threads, tasks, descriptors, and screens and texts that there are."""
    gc.unfreeze()  # what the game has left alone is not looked through, nor among the objects …
    gc.collect()
    gc.unfreeze()  # … and after a look through everything it may leave it alone again
    descriptors = list(Path("/proc/self/fd" if sys.platform == "linux" else "/dev/fd").iterdir())
    screens = sum(isinstance(one, CafeScreen | TextArea) for one in gc.get_objects())
    return threading.active_count(), len(asyncio.all_tasks()), len(descriptors), screens


async def again_and_again(loop: StandingLoop, walk: Walk, warm: int, count: int) -> Came:
    """What is held before so many walks and after them, and how many KiB are kept of each, if memory is traced."""
    app = SoakedApp(a_game())
    with nothing_from_outside(loop):
        async with Terminal.of(app, loop) as terminal:
            await app.game.open()
            for number in range(warm):
                await walk(terminal, app, number)
            await terminal.wait(10)  # until what was said of the last has gone
            before, kept = held(), tracemalloc.get_traced_memory()[0]
            for number in range(count):
                await walk(terminal, app, number)
            await terminal.wait(10)
            return before, held(), (tracemalloc.get_traced_memory()[0] - kept) / count / 1024


def traced(walk: Walk, warm: int, count: int) -> Came:
    tracemalloc.start()  # before the first: what takes the place of something else is nothing new
    try:
        with at_a_standing_clock() as run:
            return run(lambda loop: again_and_again(loop, walk, warm, count))
    finally:
        tracemalloc.stop()


@pytest.mark.slow
def test_levels_leave_no_thread_task_descriptor_or_screen() -> None:
    with at_a_standing_clock() as run:
        before, after, _ = run(lambda loop: again_and_again(loop, visit, WARM, 12))
    assert after == before


@pytest.mark.slow
def test_a_desk_is_let_go_with_its_text() -> None:
    """Textual keeps every text for the day when another theme is chosen."""
    with at_a_standing_clock() as run:
        before, after, _ = run(lambda loop: again_and_again(loop, walk_to("CodingScreen"), 2, 4))
    assert after == before


@pytest.mark.soak
def test_two_hundred_levels_leave_next_to_no_memory_either() -> None:
    before, after, kib = traced(visit, WARM, 200)
    assert after == before
    assert kib < KIB_A_LEVEL


@pytest.mark.soak
@pytest.mark.parametrize("start", STARTS)
def test_no_screen_is_kept_however_often_it_is_opened(start: str) -> None:
    before, after, kib = traced(walk_to(start), WARM, 12)
    assert after == before
    assert kib < KIB_A_LEVEL
