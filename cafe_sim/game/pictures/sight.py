"""Where somebody looks on a timeline: the cursor, the window of time, the rows; and how every command moves them. Pure.

The rows of all charts are numbered through. The window is `start` (a place on the axis) and `per_cell` (axis per cell);
0 for `per_cell` means "all of it, however wide the screen is". Nothing here knows what is drawn, only how many cells
there are for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from cafe_sim.game.pictures.chart import Bar, Chart, Hop

ZOOM: Final = 2.0
CLOSEST: Final = 0.1
"""Axis per cell; ten cells for a unit are close enough."""
KEPT: Final = 0.1
"""Share of the window that the cursor keeps from its edges when it is moved there by a jump."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Where one looks."""

    row: int = 0
    at: int = 0
    start: float = 0.0
    per_cell: float = 0.0
    follows: bool = False
    """Events are those of the cursor's row alone."""


@dataclass(frozen=True, slots=True)
class Viewport:
    """Charts on one axis, and cells to draw it in."""

    charts: tuple[Chart, ...]
    cells: int

    @property
    def end(self) -> int:
        return max([chart.end for chart in self.charts], default=0)

    @property
    def rows(self) -> int:
        return sum(len(chart.rows) for chart in self.charts)

    @property
    def whole(self) -> float:
        """Axis per cell when all of it is seen."""
        return max(self.end, 1) / max(self.cells, 1)

    def find(self, row: int) -> tuple[Chart, int] | None:
        """The chart that a row is of, and its number there."""
        for chart in self.charts:
            if 0 <= row < len(chart.rows):
                return chart, row
            row -= len(chart.rows)
        return None

    def first_row(self, chart: Chart) -> int:
        """The number of a chart's first row."""
        before = 0
        for each in self.charts:
            if each is chart:
                break
            before += len(each.rows)
        return before

    # ---- what is seen ----------------------------------------------------------------------

    def per_cell(self, sight: Sight) -> float:
        return min(sight.per_cell or self.whole, self.whole)

    def start(self, sight: Sight) -> float:
        """The left edge, as far as there is something to its right."""
        room = max(self.end - self.cells * self.per_cell(sight), 0.0)
        return min(max(sight.start, 0.0), room)

    def cell_of(self, sight: Sight, at: float) -> int:
        """The cell of a place on the axis; outside the window below 0 or too many.

        The very end is in the last cell there is.
        """
        place = (at - self.start(sight)) / self.per_cell(sight)
        cell = int(place + 1e-9) if place >= 0 else -1
        return cell - 1 if cell == self.cells and at == self.end else cell

    def bar(self, sight: Sight) -> Bar | None:
        """What is under the cursor."""
        found = self.find(sight.row)
        return found[0].bar_at(found[1], min(sight.at, found[0].end)) if found else None

    # ---- commands --------------------------------------------------------------------------

    def to(self, sight: Sight, at: float, row: int | None = None) -> Sight:
        """The cursor there, the window after it if need be."""
        at = max(0, min(round(at), self.end))
        row = max(0, min(sight.row if row is None else row, self.rows - 1))
        moved = replace(sight, at=at, row=row, start=self.start(sight))
        cell = self.cell_of(moved, at)
        if 0 <= cell < self.cells:
            return moved
        inside = self.cells * (KEPT if cell < 0 or at > sight.at else 1 - KEPT)
        return replace(moved, start=self.start(replace(moved, start=at - inside * self.per_cell(moved))))

    def along(self, sight: Sight, by: int) -> Sight:
        """So many cells on; at least one unit of the axis."""
        sight = self.to(sight, sight.at)
        size = self.per_cell(sight)
        cell = self.cell_of(sight, sight.at) + by
        # the middle of a cell would be nobody's moment: the first whole unit in it
        at = self.start(sight) + cell * size
        target = int(at) if at == int(at) else int(at) + 1
        if target == sight.at or (target > sight.at) != (by > 0):
            target = sight.at + (1 if by > 0 else -1)
        moved = replace(sight, at=max(0, min(target, self.end)), start=self.start(sight))
        if 0 <= self.cell_of(moved, moved.at) < self.cells:
            return moved
        shift = size * max(self.cells // 8, 1) * (1 if by > 0 else -1)
        shifted = replace(moved, start=self.start(replace(moved, start=moved.start + shift)))
        return self.to(shifted, shifted.at)

    def zoom(self, sight: Sight, factor: float, cell: int | None = None) -> Sight:
        """Closer (above 1) or further away; the cursor stays where it is, or the cell that is named, or the middle."""
        old, start = self.per_cell(sight), self.start(sight)
        held = (sight.at - start) / old if cell is None else cell + 0.5
        if not 0 <= held <= self.cells:
            held = self.cells / 2
        size = max(min(old / factor, self.whole), CLOSEST)
        zoomed = replace(sight, per_cell=0.0 if size >= self.whole else size, start=start + held * (old - size))
        return replace(zoomed, start=self.start(zoomed))

    def pan(self, sight: Sight, cells: float) -> Sight:
        """The window so many cells on; the cursor stays, and may leave it."""
        moved = replace(sight, start=self.start(sight) + cells * self.per_cell(sight))
        return replace(moved, start=self.start(moved))

    def next_event(self, sight: Sight) -> Sight:
        """To the next moment at which something changes, anywhere, or in the row that is followed."""
        return self.to(sight, min(self._edges(sight, later=True), default=self.end))

    def event_before(self, sight: Sight) -> Sight:
        return self.to(sight, max(self._edges(sight, later=False), default=0))

    def _edges(self, sight: Sight, *, later: bool) -> list[int]:
        found = self.find(sight.row)
        followed: Sequence[tuple[Chart, int | None]] = [(chart, None) for chart in self.charts]
        if sight.follows and found:
            followed = [found]
        if later:
            return [edge for chart, row in followed if (edge := chart.next_event(sight.at, row)) > sight.at]
        return [edge for chart, row in followed if (edge := chart.event_before(sight.at, row)) < sight.at]

    def cause(self, sight: Sight) -> Hop | None:
        """Who ended the wait under the cursor."""
        found, bar = self.find(sight.row), self.bar(sight)
        return found[0].released_by(found[1], bar) if found and bar else None

    def to_cause(self, sight: Sight) -> Sight:
        """To whoever ended the wait under the cursor, when they did; where nobody did, it stays."""
        found, hop = self.find(sight.row), self.cause(sight)
        if found is None or hop is None:
            return sight
        return self.to(sight, hop.given_at, self.first_row(found[0]) + hop.giver)
