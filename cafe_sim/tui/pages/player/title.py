"""The title page: a cup, a name, a menu, and below them the counter of a small café."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len

from cafe_sim.catalogue import say, to_say
from cafe_sim.tui.pages.player.room import ROOM_HEIGHT, ROOM_WIDTH, room
from cafe_sim.tui.pages.player.scene import CUP, NAME, SCENE_HEIGHT, counter, cup
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, beside, centre, clip, indent, pad, padded, width_of, wrap


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A line of the menu."""

    id: str
    label: str
    about: str = ""


ROOMY: Final = 70
"""Cells from which on there is air between the columns."""
AIR: Final = 8
"""Cells beside the room."""
ROOM_AT_MOST: Final = 164
LETTERS: Final = {
    "C": ("     ", " ████", "█    ", "█    ", "█    ", " ████"),
    "A": ("     ", " ███ ", "█   █", "█████", "█   █", "█   █"),
    "F": ("     ", "█████", "█    ", "████ ", "█    ", "█    "),
    "É": ("  ▄▀ ", "█████", "█    ", "████ ", "█    ", "█████"),
    "S": ("     ", " ████", "█    ", " ███ ", "    █", "████ "),
    "I": ("   ", "███", " █ ", " █ ", " █ ", "███"),
    "M": ("     ", "█   █", "██ ██", "█ █ █", "█   █", "█   █"),
}
BLANK: Final = ("  ",) * 6
LARGE: Final = 17 + 1 + ROOM_HEIGHT
"""Rows from which on there is a large name, and a room."""
MOTTO: Final = to_say("order in the morning, chaos by noon")


def menu_line(entry: MenuItem, marked: bool, label: int) -> Line:
    """`› Continue   A3 Hands off the kettle`, `label` cells for the label."""
    return (
        Piece("› " if marked else "  ", "accent", entry.id),
        Piece(padded(entry.label, label), "accent bold" if marked else "", entry.id),
        Piece(entry.about, "dim", entry.id),
    )


def title_page(
    entries: Sequence[MenuItem], marked: int, notice: str, width: int, height: int, *, frame: int = 0
) -> Page:
    """The cup on the left, name and menu on the right, the café below, and what the player has to be told.

    `frame`: of the living café. A large window has a large name, and a whole room round the counter.
    """
    said = indent(wrap(notice, width - 6, "worked"), 3)
    room_left = height - (len(said) + 1 if said else 0)
    large = width >= ROOM_WIDTH + AIR and room_left >= LARGE
    narrow = width < ROOMY
    left = len(CUP[0]) + (0 if narrow else 4)
    label = max(cell_len(entry.label) for entry in entries) + (1 if narrow else 3)
    menu = [menu_line(entry, index == marked, label) for index, entry in enumerate(entries)]
    name = large_name() if large else ((Piece(NAME, "title"),),)
    words = (EMPTY, *name, (Piece(say(MOTTO), "dim"),), EMPTY, *menu)
    cells = min(width - left - 2, max(map(width_of, words)))
    text = [pad(clip(pieces, cells), cells) for pieces in words]
    block = list(beside((*(EMPTY,) * (3 * large), *cup(frame)), text, left))
    if large:
        wide = min(width - AIR, ROOM_AT_MOST)
        block = [*indent(block, (wide - left - cells) // 2), EMPTY, *room(frame, wide)]
    elif room_left >= len(block) + SCENE_HEIGHT + 2:
        block += [EMPTY, *counter(frame, left + cells)]
    return (*centre(block, width, room_left), EMPTY, *said)


def large_name() -> Page:
    """The name in letters six rows high."""
    rows = zip(*(LETTERS.get(letter, BLANK) for letter in NAME.replace(" ", "").replace("ÉS", "É S")), strict=True)
    return tuple((Piece("  ".join(row), "title"),) for row in rows)
