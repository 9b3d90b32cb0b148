"""The whole café, for a large window's title: shelves, lamps and a window behind the counter, an oven with a baker, and
guests who have found a table. Pure, like the counter that it is built round (see `scene`).
"""

from __future__ import annotations

from typing import Final

from cafe_sim.tui.pages.canvas import Canvas
from cafe_sim.tui.pages.player.scene import NAME, SCENE_HEIGHT, draw_counter
from cafe_sim.tui.pieces import Page

COUNTER_PART: Final = 0.64
"""Of the room's width."""
WALL: Final = 8
"""Rows above the heads behind the counter, of a room as high as it should be."""
ROOM_HEIGHT: Final = WALL + SCENE_HEIGHT
ROOM_WIDTH: Final = 96
"""Narrower than this it would be crowded."""
TABLE: Final = 16
"""Cells from one table to the next."""
BAKES: Final = 20
"""Frames from one tray to the next."""
OVEN: Final = ("┌────┐", "│≡≡≡≡│", "│▒▒▒▒│")
WINDOW: Final = (
    "┌────────┬────────┐",
    "│        │        │",
    "│        │        │",
    "├────────┼────────┤",
    "│        │        │",
    "└────────┴────────┘",
)
SKY: Final = 17
"""Cells that the sun crosses behind the window."""
HANDS: Final = "|/-\\"


def room(frame: int, width: int) -> Page:
    """The picture, `width` cells wide and `ROOM_HEIGHT` high."""
    canvas = Canvas(width, ROOM_HEIGHT)
    bar = int(width * COUNTER_PART)
    _wall(canvas, frame, bar)
    _tables(canvas, frame, bar + 5, WALL)
    draw_counter(canvas, frame, WALL, bar)
    _baker(canvas, frame, bar, WALL)
    return canvas.page()


def _wall(canvas: Canvas, frame: int, bar: int) -> None:
    for x in range(bar // 6, bar, canvas.width // 5):
        canvas.put(x, 0, "│", "dim")
        canvas.put(x - 1, 1, "/_\\", "accent")
    canvas.put(4, 3, f"┌─{'─' * len(NAME)}─┐", "frame")
    canvas.put(4, 4, f"│ {NAME} │", "frame")
    canvas.put(6, 4, NAME, "accent")
    canvas.put(4, 5, f"└─{'─' * len(NAME)}─┘", "frame")
    shelf = bar // 2
    for row, cups in enumerate(("u u u   U U", "[] u u u []")):
        canvas.put(shelf, 3 + 2 * row, cups, "dim")
        canvas.put(shelf - 1, 4 + 2 * row, "─" * (len(cups) + 2), "frame")
    for row, line in enumerate((".-.", f"({HANDS[frame // 4 % len(HANDS)]})", "'-'")):
        canvas.put(bar - 6, 3 + row, line, "dim")
    left = bar + (canvas.width - bar - len(WINDOW[0])) // 2
    _window(canvas, frame, left)


def _window(canvas: Canvas, frame: int, left: int) -> None:
    """The sun crosses it, high at noon."""
    at = frame // 3 % SKY
    canvas.put(left + 1 + at, 1 + abs(at - SKY // 2) * 3 // (SKY // 2 + 1), "o", "accent")
    for row, line in enumerate(WINDOW):
        canvas.put(left, row, line, "frame")
    canvas.put(left + 1, 4, "..^..^.. .^...^.", "dim")


def _tables(canvas: Canvas, frame: int, left: int, top: int) -> None:
    """Two guests at each, their cups steaming by turns."""
    for place, x in enumerate(range(left, canvas.width - TABLE + 4, TABLE)):
        steam = " ~ ~ "[(frame + place) % 2 :][:4]
        canvas.put(x, top, " o        o ")
        canvas.put(x + 4, top, steam, "dim")
        canvas.put(x, top + 1, "/|")
        canvas.put(x + 2, top + 1, "_ u__u _", "frame")
        canvas.put(x + 4, top + 1, "u  u", "accent")
        canvas.put(x + 10, top + 1, "|\\")
        canvas.put(x, top + 2, " |\\ '  ' /| ", "dim")


def _baker(canvas: Canvas, frame: int, bar: int, top: int) -> None:
    """Bo goes from the oven to the counter with a tray, and back without one."""
    for row, line in enumerate(OVEN):
        canvas.put(2, top - 1 + row, line, "dim")
    phase = frame % BAKES
    way = bar // 3 - 16
    far = min(phase, BAKES - phase) * way // (BAKES // 2)
    x = 9 + far
    canvas.put(x, top, " o ", "run")
    canvas.put(x, top + 1, "/|\\", "run")
    if phase < BAKES // 2:
        canvas.put(x + 3, top + 1, "==", "accent")
