"""The title page: a cup, a name, a menu, and below them the counter of a small café."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from rich.cells import cell_len

from cafe_sim.catalogue import say, to_say
from cafe_sim.tui.pages.scene import CUP, SCENE_HEIGHT, counter, cup
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, centre, clip, indent, pad, padded, width_of, wrap


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A line of the menu."""

    id: str
    label: str
    about: str = ""


NAME: Final = "C A F É   S I M"
ROOMY: Final = 70
"""Cells from which on there is air between the columns."""
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
    """The cup on the left, name and menu on the right, and below what the player has to be told.

    `frame`: of the small café.
    """
    narrow = width < ROOMY
    left = len(CUP[0]) + (0 if narrow else 4)
    label = max(cell_len(entry.label) for entry in entries) + (1 if narrow else 3)
    menu = [menu_line(entry, index == marked, label) for index, entry in enumerate(entries)]
    words = (EMPTY, (Piece(NAME, "title"),), (Piece(say(MOTTO), "dim"),), EMPTY, *menu)
    room = min(width - left - 2, max(map(width_of, words)))
    block: list[Line] = [
        pad((*pad(drawn, left), *clip(text, room)), left + room)
        for drawn, text in zip_longest(cup(frame), words, fillvalue=EMPTY)
    ]
    said = indent(wrap(notice, width - 6, "worked"), 3)
    below = len(said) + 1 if said else 0
    if height - below >= len(block) + SCENE_HEIGHT + 2:
        block += [EMPTY, *counter(frame, left + room)]
    return (*centre(block, width, height - below), EMPTY, *said)
