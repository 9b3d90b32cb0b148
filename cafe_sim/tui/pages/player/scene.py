"""The café on the title: a cup that steams and a counter where somebody is always being served. Pure: a frame number
gives a picture.

Every `ROUND` frames a guest has come up to the counter; is handed a cup and leaves to the left, while Ana goes from the
machine to the till and back. All take the same way, a round apart, so that they never meet; the longer the way, the
more of them are on it. `room` (see there) puts a whole café round the same counter.
"""

from __future__ import annotations

from itertools import count
from typing import Final

from cafe_sim.tui.pages.canvas import Canvas
from cafe_sim.tui.pieces import Page, Piece

NAME: Final = "C A F É   S I M"
STEAM: Final = (
    (r"      (    )   (      ", r"       )  (     )     ", r"      (    )   (      "),
    (r"       )  (     )     ", r"      (    )   (      ", r"       )  (     )     "),
    (r"      (   (    )      ", r"       )   )  (       ", r"       (  (    )      "),
)
CUP: Final = (
    r"   .-------------.    ",
    r"   |'-----------'|--. ",
    r"   |   ·  ·  ·   |  | ",
    r"   |             |--' ",
    r"    \           /     ",
    r"  ___'---------'___   ",
    r"  '---------------'   ",
)
ROUND: Final = 24
"""Frames from one guest to the next."""
STANDS: Final = 9
"""Of which a guest stands at the counter."""
STRIDE: Final = 2
"""Cells a frame at most."""
MACHINE: Final = 0.3
TILL: Final = 0.62
"""Where things stand, as parts of the counter."""
SCENE_HEIGHT: Final = 6
GONE: Final = -4
"""Left of this cell nothing of a guest can be seen."""


def cup(frame: int) -> Page:
    """The cup; its steam takes another shape every other frame."""
    steam = STEAM[frame // 2 % len(STEAM)]
    return (*((Piece(row, "dim"),) for row in steam), *((Piece(row, "accent"),) for row in CUP))


def counter(frame: int, width: int) -> Page:
    """The counter with Ana behind it and guests before it."""
    canvas = Canvas(width, SCENE_HEIGHT)
    draw_counter(canvas, frame, 0, width)
    return canvas.page()


def draw_counter(canvas: Canvas, frame: int, top: int, width: int) -> None:
    """Draw a counter of `width` cells whose staff have their heads in row `top`; guests come from the right edge."""
    machine, till = int(width * MACHINE), int(width * TILL)
    phase = frame % ROUND
    canvas.put(0, top + 2, "═" * width, "frame")
    canvas.put(machine, top + 1, "[▒▒]", "dim")
    canvas.put(till, top + 1, "[$]", "dim")
    canvas.put(machine + 1, top, ("~ ", " ~")[frame % 2] if phase < ROUND // 2 else "  ", "dim")
    _ana(canvas, phase, machine + 5, till - 4, top)
    _guests(canvas, frame, till - 1, top + 3)


def _guests(canvas: Canvas, frame: int, till: int, top: int) -> None:
    """All who are on their way: to the till, and away from it."""
    way = max(canvas.width - till, 1)  # a window of no width, too, has an end
    comes = ROUND * max(1, -(-way // (STRIDE * ROUND)))
    for guest in count():
        age = frame % ROUND + guest * ROUND
        walked = age if age < comes else max(comes, age - STANDS)
        x = canvas.width - round(walked * way / comes)
        if x <= GONE:
            return
        stands = comes <= age < comes + STANDS
        draw_guest(canvas, x, top, walks=not stands, has_cup=age >= comes + STANDS - 2, frame=frame)


def draw_guest(canvas: Canvas, x: int, top: int, *, walks: bool, has_cup: bool, frame: int) -> None:
    """Somebody three cells wide and high."""
    legs = ("/ \\", " | ")[frame % 2] if walks else "/ \\"
    canvas.put(x, top, " o ")
    canvas.put(x, top + 1, "/|\\")
    canvas.put(x, top + 2, legs, "dim")
    if has_cup:
        canvas.put(x - 1, top + 1, "u", "accent")


def _ana(canvas: Canvas, phase: int, left: int, right: int, top: int) -> None:
    """At the machine until the guest has come, then to the till with the cup, and back."""
    there = STANDS - 2
    if phase <= there:
        part = phase / there
    elif phase <= there + 6:
        part = 1 - (phase - there) / 6
    else:
        part = 0.0
    x = left + round(part * (right - left))
    canvas.put(x, top, " o ", "run")
    canvas.put(x, top + 1, "/|\\", "run")
    if phase < there:
        canvas.put(x + 3, top + 1, "u", "accent")
