"""The title page: a cup, a name, a menu."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len

from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, centre, clip, indent, pad, width_of, wrap

STEAM: Final = (
    r"      (    )   (      ",
    r"       )  (     )     ",
    r"      (    )   (      ",
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


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu."""

    id: str
    label: str
    about: str = ""


NAME: Final = "C A F É   S I M"
MENU_WIDTH: Final = 16
"""Cells of the cursor and the longest label."""
MOTTO: Final = "order in the morning, chaos by noon"


def menu_line(entry: Entry, marked: bool, room: int) -> Line:
    """`› Continue   A3 Hands off the kettle`."""
    look = "accent bold" if marked else ""
    pieces = (
        Piece("› " if marked else "  ", "accent", entry.id),
        Piece(f"{entry.label:<{MENU_WIDTH - 2}}", look, entry.id),
        Piece(entry.about, "dim", entry.id),
    )
    return clip(pieces, room)


def title_page(entries: Sequence[Entry], marked: int, notice: str, width: int, height: int) -> Page:
    """The cup on the left, name and menu on the right; without the cup's steam where height is short."""
    art: Page = tuple((Piece(row, "dim"),) for row in STEAM) + tuple((Piece(row, "accent"),) for row in CUP)
    gap = 4 if width >= 70 else 2
    left = max(width_of(row) for row in art)
    longest = max(cell_len(entry.about) for entry in entries) + MENU_WIDTH
    room = min(width - left - gap - 2, max(longest, len(MOTTO)))
    words: list[Line] = [(Piece(NAME, "title"),), (Piece(MOTTO, "dim"),), EMPTY, EMPTY]
    words += [menu_line(entry, index == marked, room) for index, entry in enumerate(entries)]
    rows = max(len(art), len(words))
    art = (EMPTY,) * (rows - len(art)) + art if rows - len(art) < 2 else art + (EMPTY,) * (rows - len(art))
    words += [EMPTY] * (rows - len(words))
    block = tuple(
        pad((*pad(pad(a, left), left), Piece(" " * gap), *b), left + gap + room)
        for a, b in zip(art, words, strict=True)
    )
    said = indent(wrap(notice, width - 6, "worked"), 3)
    page = centre(block, width, height - (len(said) + 1 if said else 0))
    return (*page, EMPTY, *said)
