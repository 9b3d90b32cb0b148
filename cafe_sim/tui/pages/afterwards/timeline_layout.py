"""Where things stand on the page of a timeline, and its inverse, `cell_at`: what a click on it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cafe_sim.game.pictures.chart import Chart
from cafe_sim.game.pictures.sight import Sight, Viewport
from cafe_sim.tui.pages.afterwards.replay_story import LEADS_TO_IT
from cafe_sim.tui.pages.shared import verdict_lines
from cafe_sim.tui.pieces import Page
from cafe_sim.tui.themes import NO, YES

DETAILS: Final = 4
"""Lines below the lanes."""
HEAD: Final = 2
"""Heading and ruler; below the heading stands what went wrong in the one run there is, if something did."""
LOW: Final = 22
"""From this height on there are two lines for that."""
STRIDE: Final = 3
"""Lines that a row has where there is room: its lane, what its states are, and air."""
PATH: Final = "━"
LOOKS: Final = {NO: "bad", YES: "good", LEADS_TO_IT: "accent"}
"""Of markers, by their signs."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand for a width and a height."""

    names: int
    cells: int
    lanes: int
    """Lines for lanes, headings of charts and critical paths."""
    details: int
    head: int = HEAD
    """Lines above the lanes."""


def layout(width: int, height: int, told: int = 0) -> Layout:
    """Narrow screens have shorter names, low ones fewer details. `told`: lines that say what went wrong."""
    names = 14 if width < 70 else 18 if width < 100 else 26
    details = DETAILS if height < 30 else DETAILS + 2
    head = HEAD + told
    return Layout(names, max(width - names - 1, 4), max(height - head - details - 1, 1), details, head)


def wrong(scene: Viewport, width: int, height: int) -> Page:
    """What went wrong in the one run that is shown: of two, each has it in its heading."""
    if len(scene.charts) != 1 or scene.charts[0].worked or not scene.charts[0].verdict:
        return ()
    return tuple(verdict_lines(scene.charts[0], width, 2 if height >= LOW else 1))


@dataclass(frozen=True, slots=True)
class ChartLine:
    """A line among the lanes: a chart's heading, a row, or a chart's critical path."""

    chart: Chart
    row: int = -1
    """Numbered through; -1 for none."""
    own: int = -1
    """The row's number in its chart."""
    path: bool = False


def entries(scene: Viewport) -> list[ChartLine]:
    """All lines that could stand among the lanes."""
    lines: list[ChartLine] = []
    first = 0
    for chart in scene.charts:
        if len(scene.charts) > 1:
            lines.append(ChartLine(chart))
        lines += [ChartLine(chart, first + own, own) for own in range(len(chart.rows))]
        if chart.legs:
            lines.append(ChartLine(chart, path=True))
        first += len(chart.rows)
    return lines


def stride_of(lines: Sequence[ChartLine], room: int) -> int:
    """Lines that each of them takes: one, or where all have room for more, up to `STRIDE`."""
    return max(min(room // max(len(lines), 1), STRIDE), 1)


def top_of(lines: Sequence[ChartLine], sight: Sight, room: int) -> int:
    """The first line that is shown, so that the cursor's row is among them, about in the middle of many."""
    if len(lines) <= room:
        return 0
    place = next((number for number, entry in enumerate(lines) if entry.row == sight.row), 0)
    return max(0, min(place - room // 2, len(lines) - room))


def cell_at(scene: Viewport, sight: Sight, width: int, height: int, x: int, y: int) -> tuple[int | None, float | None]:
    """(row, place on the axis) of a cell of the screen; None for what it is not in."""
    plan = layout(width, height, len(wrong(scene, width, height)))
    lines = entries(scene)
    line = (y - plan.head) // stride_of(lines, plan.lanes) + top_of(lines, sight, plan.lanes)
    row = lines[line].row if plan.head <= y < plan.head + plan.lanes and 0 <= line < len(lines) else -1
    cell = x - plan.names - 1
    at = None
    if 0 <= cell < plan.cells and plan.head - 1 <= y < plan.head + plan.lanes:
        place = scene.start(sight) + cell * scene.per_cell(sight)
        at = min(-(-place // 1), float(scene.end))
    return (row if row >= 0 else None), at
