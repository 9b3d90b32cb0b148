"""A player at a shift's screen, for tests: keys, mouse, and a clock that the test turns by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shipped import level
from textual.pilot import Pilot

from cafe_sim.game.serving.shift import Shift
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.pieces import text_of
from cafe_sim.tui.screens.serving.shift import ShiftScreen
from cafe_sim.tui.widgets.rows import Rows


class Table:
    """A player at the screen, who can also turn the clock."""

    def __init__(self, pilot: Pilot[None], screen: ShiftScreen) -> None:
        self.pilot = pilot
        self.screen = screen
        self.time = 0.0
        screen._clock = lambda: self.time

    @property
    def shift(self) -> Shift:
        return self.screen.shift

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
        await self.settle()

    async def settle(self) -> None:
        """Let forecasts and refreshes come in."""
        for _ in range(6):
            await self.pilot.pause()

    async def let_pass(self, seconds: float) -> None:
        """Frames of a tenth of a second, made by hand."""
        for _ in range(round(seconds * 10)):
            if not self.screen._moving:
                break
            self.time += 0.1
            self.screen.tick()
        await self.settle()

    def text(self, widget: str) -> str:
        return text_of(self.screen.query_one(f"#{widget}", Rows).page)

    async def click(self, widget: str, words: str) -> None:
        """Click on the first cell of `words`."""
        page = self.screen.query_one(f"#{widget}", Rows).page
        y, x = next((y, text_of([line]).index(words)) for y, line in enumerate(page) if words in text_of([line]))
        await self.pilot.click(f"#{widget}", offset=(x, y))
        await self.settle()


@asynccontextmanager
async def seated(name: str, size: tuple[int, int] = (80, 24), theme: str = "") -> AsyncIterator[Table]:
    app = CafeApp(utf8=True)
    async with app.run_test(size=size) as pilot:
        await app.game.open()
        await pilot.pause()
        if theme:
            app.theme = theme
        screen = ShiftScreen(level(name))
        app.push_screen(screen)
        table = Table(pilot, screen)
        await table.settle()
        yield table
