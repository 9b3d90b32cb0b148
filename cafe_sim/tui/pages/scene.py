"""The café on the title: a cup that steams and a counter where somebody is always being served. Pure: a frame number
gives a picture.

One round of `ROUND` frames: a guest comes in from the right, stops before the counter, is handed a cup and leaves to
the left, while Ana goes from the machine to the counter and back. The next guest is let in so late that they never
meet.
"""

from __future__ import annotations

from typing import Final

from cafe_sim.tui.pages.canvas import Canvas
from cafe_sim.tui.pieces import Page, Piece

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
MACHINE: Final = 0.3
TILL: Final = 0.62
"""Where things stand, as parts of the width."""
SCENE_HEIGHT: Final = 6


def cup(frame: int) -> Page:
    """The cup; its steam takes another shape every other frame."""
    steam = STEAM[frame // 2 % len(STEAM)]
    return (*((Piece(row, "dim"),) for row in steam), *((Piece(row, "accent"),) for row in CUP))


def _guest(canvas: Canvas, x: int, *, walks: bool, has_cup: bool, frame: int) -> None:
    legs = ("/ \\", " | ")[frame % 2] if walks else "/ \\"
    canvas.put(x, 3, " o ")
    canvas.put(x, 4, "/|\\")
    canvas.put(x, 5, legs, "dim")
    if has_cup:
        canvas.put(x - 1, 4, "u", "accent")


def counter(frame: int, width: int) -> Page:
    """The counter with Ana behind it and guests before it."""
    canvas = Canvas(width, SCENE_HEIGHT)
    machine, till = int(width * MACHINE), int(width * TILL)
    phase = frame % ROUND
    canvas.put(0, 2, "═" * width, "frame")
    canvas.put(machine, 1, "[▒▒]", "dim")
    canvas.put(till, 1, "[$]", "dim")
    canvas.put(machine + 1, 0, ("~ ", " ~")[frame % 2] if phase < ROUND // 2 else "  ", "dim")
    _ana(canvas, phase, machine + 5, till - 4)
    for late in (0, ROUND, 2 * ROUND):
        at = phase + late
        walked = at if at < ROUND else max(ROUND, at - STANDS)
        x = width - round(walked * (width - till + 1) / ROUND)
        stands = ROUND <= at < ROUND + STANDS
        if x > -4:
            _guest(canvas, x, walks=not stands, has_cup=at >= ROUND + STANDS - 2, frame=frame)
    return canvas.page()


def _ana(canvas: Canvas, phase: int, left: int, right: int) -> None:
    """At the machine until the guest has come, then to the till with the cup, and back."""
    there = STANDS - 2
    if phase <= there:
        part = phase / there
    elif phase <= there + 6:
        part = 1 - (phase - there) / 6
    else:
        part = 0.0
    x = left + round(part * (right - left))
    canvas.put(x, 0, " o ", "run")
    canvas.put(x, 1, "/|\\", "run")
    if phase < there:
        canvas.put(x + 3, 1, "u", "accent")
