"""A program as a page: numbered lines, those that a fault speaks of marked."""

from __future__ import annotations

from collections.abc import Collection

from cafe_sim.catalogue import say, to_say
from cafe_sim.tui.highlight import coloured, without_comment
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, clip, indent, rule

HEADING = 2
"""Lines above the program's first."""
RAN = to_say("the program that ran")


def program_page(title: str, program: str, marked: Collection[int], width: int, about: str = RAN) -> Page:
    """The whole page; `marked` are lines that a fault speaks of."""
    inner = min(width - 4, 104)
    lines: list[Line] = [rule((Piece(title, "title"),), (Piece(say(about), "dim"),), inner), EMPTY]
    for number, pieces in enumerate(coloured(program), 1):
        wrong = number in marked
        gutter = Piece(f"{number:>4} {'▸' if wrong else ' '} ", "bad" if wrong else "dim")
        lines.append(clip((gutter, *without_comment(pieces, inner - gutter.width)), inner))
    return indent(lines, (width - inner) // 2)
