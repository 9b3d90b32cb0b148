"""Draws the README's pictures from the game itself: `make picture`.

The game is played by keys in a headless terminal and photographed. Fonts are the reader's own: nothing is linked.
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from pathlib import Path

from cafe_sim.tui.app import CafeApp

HERE = Path(__file__).parent
STEP = "full_stop"
# who goes to the cellar holds a worker; who drips does not: two filters are with Ana while Carl is below
MORNING = (
    "enter", "2", "space",
    *(STEP,) * 2, "down", "1",
    *(STEP,) * 3, "down", "1",
    *(STEP,) * 2, "down", "1",
    *(STEP,) * 3, "down", "1",
    *(STEP,) * 2, "2",
    *(STEP,) * 4, "down",
)  # fmt: skip
SCENES = {
    "shift": ("A9", (132, 28), MORNING),
    "bench": ("B4", (120, 30), ("enter", "o")),
}
"""File → (level, terminal size, keys)."""
FONT = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"


async def photograph(level: str, size: tuple[int, int], keys: tuple[str, ...]) -> str:
    """The SVG of the screen after these keys."""
    app = CafeApp(start=level, utf8=True)
    async with app.run_test(size=size) as pilot:
        for _ in range(4):
            await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        for _ in range(4):
            await pilot.pause()
        svg = app.export_screenshot(title="Café Sim")
    svg = re.sub(r"<!--.*?-->", "", svg)
    svg = re.sub(r"@font-face\s*{[^}]*}\s*", "", svg)
    return re.sub(r"font-family:\s*Fira Code[^;]*;", f"font-family: {FONT};", svg)


def main() -> None:
    with tempfile.TemporaryDirectory() as saves:
        os.environ["CAFE_SIM_SAVES"] = saves
        for name, scene in SCENES.items():
            (HERE / f"{name}.svg").write_text(asyncio.run(photograph(*scene)), encoding="utf-8")


if __name__ == "__main__":
    main()
