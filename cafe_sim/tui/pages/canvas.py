"""A picture put together from small ones, cell by cell, and handed over as a page."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

from rich.cells import cell_len

from cafe_sim.tui.pieces import Page, Piece

_LOOK_AND_TARGET = itemgetter(1, 2)


class Canvas:
    """Rows of single cells, each with a look and a target.

    A letter two cells wide leaves nothing in the second of them.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self._cells = [[Piece(" ")] * width for _ in range(height)]

    def put(self, x: int, y: int, text: str, look: str = "", target: str = "") -> None:
        """Draw `text` but for its blanks, which let through what was there; what is outside is not drawn."""
        for char in text:
            cells = cell_len(char)
            if cells and char != " " and x >= 0 and x + cells <= self.width:
                self._cells[y][x : x + cells] = [Piece(char, look, target), *[Piece("", look, target)] * (cells - 1)]
            x += cells

    def page(self) -> Page:
        """Neighbours of one look and target become one piece."""
        return tuple([tuple([_joined(cells) for _, cells in groupby(row, _LOOK_AND_TARGET)]) for row in self._cells])


def _joined(cells: Iterable[Piece]) -> Piece:
    first, *others = cells
    return Piece("".join([first.text, *[cell.text for cell in others]]), first.look, first.target) if others else first
