"""What can be opened in the lab: programs that come with the game, what was left unsaved, scripts in this folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len

from cafe_sim.catalogue import say
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, clip, indent, rule
from cafe_sim.tui.themes import CURSOR

NARROW = 64
"""Below so many cells only the marked entry says more about itself, on a line of its own."""


@dataclass(frozen=True, slots=True)
class LabItem:
    """Something that can be opened."""

    id: str
    group: str
    label: str
    about: str
    unsaved: bool = False
    """There is a text of the player's own for it, in no file."""


def lab_page(entries: Sequence[LabItem], marked: int, width: int) -> tuple[Page, int]:
    """The list, and the line on which the marked entry stands."""
    inner = min(width - 4, 96)
    lines: list[Line] = [
        rule((Piece(say("Lab"), "title"),), (Piece(say("your own Python, run and inspected"), "dim"),), inner)
    ]
    narrow = inner < NARROW
    label = min(max((cell_len(entry.label) for entry in entries), default=0), inner - 16 if narrow else inner // 2)
    group, at = "", 0
    for number, entry in enumerate(entries):
        if entry.group != group:
            group = entry.group
            lines += [EMPTY, (Piece(say(group), "bold"),)]
        here = number == marked
        at = len(lines) if here else at
        lines.append(_entry(replace(entry, about="") if narrow else entry, here, label, inner))
        if narrow and here and entry.about:
            lines.append((Piece(f"    {entry.about}", "dim"),))
    return indent(lines, (width - inner) // 2), at


def _entry(entry: LabItem, here: bool, label: int, width: int) -> Line:
    name = clip((Piece(entry.label, "accent bold" if here else ""),), label)
    gap = label - sum(piece.width for piece in name)
    line: Line = (Piece(f"{CURSOR} " if here else "  ", "accent"), *name, Piece(" " * (gap + 3)))
    line += (Piece(say("● unsaved  "), "accent"),) if entry.unsaved else ()
    line += (Piece(entry.about, "dim"),)
    return tuple(piece._replace(target=entry.id) for piece in clip(line, width))
