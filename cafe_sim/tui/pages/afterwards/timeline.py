"""The timeline as a page: a ruler, a lane for each row, the critical path, and all about what is under the cursor.

Lanes are cells, each showing the state that has most of it. The critical path is underlined in the lanes and has a line
of its own, which names whom it is with. Where things stand is decided in `timeline_layout`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from rich.cells import cell_len

from cafe_sim.catalogue import retell, say
from cafe_sim.game.colours import STATE_GLYPHS
from cafe_sim.game.pictures.chart import Chart, Unit, fitted, length, ticks, wide
from cafe_sim.game.pictures.sight import Sight, Viewport
from cafe_sim.tui.pages.afterwards.replay_lanes import pointed
from cafe_sim.tui.pages.afterwards.timeline_details import details_of, now_at, program_around
from cafe_sim.tui.pages.afterwards.timeline_layout import (
    LOOKS,
    PATH,
    ChartLine,
    Layout,
    entries,
    layout,
    stride_of,
    top_of,
    wrong,
)
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, clip, pad, rule, spread, width_of
from cafe_sim.tui.themes import CURSOR, NO, YES

PROGRAM: Final = 8
"""Lines below the lanes from which on they show the program."""
TELLING: Final = 10
"""Cells in which the beginning of what is told of a state says something."""
HERE: Final = "▼"


def timeline_page(scene: Viewport, sight: Sight, title: str, width: int, height: int) -> Page:
    """All of it."""
    verdict = wrong(scene, width, height)
    plan = layout(width, height, len(verdict))
    unit = scene.charts[0].unit if scene.charts else "ns"
    right: Line = (Piece(_scale(scene.per_cell(sight), unit), "dim"),)
    if sight.follows:
        right = (Piece("follows one · ", "accent"), *right)
    lines = entries(scene)
    top = top_of(lines, sight, plan.lanes)
    stride = stride_of(lines, plan.lanes)
    shown = [
        line
        for entry in lines[top : top + plan.lanes]
        for line in (_line(scene, sight, entry, plan, width), _told(scene, sight, entry, plan), EMPTY)[:stride]
    ]
    if not scene.rows:
        shown = [(Piece(say("  Nothing happened: there is nothing to draw."), "dim"),)]
    elif not scene.end:
        shown = [
            *shown[: plan.lanes - 1],
            (Piece(say("  No time passed in this run. x draws it by operation."), "dim"),),
        ]
    spare = plan.lanes - len(shown)
    shown += program_around(scene, sight, width, spare) if spare >= PROGRAM else [EMPTY] * spare
    more = len(lines) - top - plan.lanes
    below = (Piece(say(" {more} more below ", more=more), "dim"),) if more > 0 else EMPTY
    return (
        rule((Piece(say(" TIMELINE "), "mode reverse bold"), Piece(f" {retell(title)}", "title")), right, width - 1),
        *verdict,
        _ruler(scene, sight, plan),
        *shown,
        spread(EMPTY, below, width, Piece("─", "frame")),
        *details_of(scene, sight, plan, width),
    )


def _scale(per_cell: float, unit: Unit) -> str:
    """What a cell is."""
    if unit == "ns":
        return say("by time · a cell {size}", size=length(float(f"{per_cell:.2g}"), unit))
    if per_cell >= 1:
        return say("by operation · a cell {size}", size=length(float(f"{per_cell:.2g}"), unit))
    return say("by operation · {cells:.2g} cells each", cells=1 / per_cell)


def _ruler(scene: Viewport, sight: Sight, plan: Layout) -> Line:
    """Figures where there is room, and where the cursor is."""
    unit = scene.charts[0].unit if scene.charts else "ns"
    size, start = scene.per_cell(sight), scene.start(sight)
    line = [" "] * plan.cells
    last = min(int(start + size * plan.cells), scene.end)
    for at, words in ticks(start, last, size * 9, unit) if scene.end else ():
        cell = scene.cell_of(sight, at)
        if cell >= 0 and cell + len(words) <= plan.cells:
            line[cell : cell + len(words)] = words
    text, here = "".join(line), scene.cell_of(sight, sight.at)
    gutter = Piece(" " * (plan.names + 1))
    if not 0 <= here < plan.cells:
        return (gutter, Piece(text, "dim"))
    under = Piece(HERE, "accent") if text[here] == " " else Piece(text[here], "accent reverse")
    return (gutter, Piece(text[:here], "dim"), under, Piece(text[here + 1 :], "dim"))


def _line(scene: Viewport, sight: Sight, entry: ChartLine, plan: Layout, width: int) -> Line:
    if entry.path:
        return _path(scene, sight, entry.chart, plan)
    if entry.row < 0:
        return _name_of(entry.chart, sight, scene.per_cell(sight), width)
    row = entry.chart.rows[entry.own]
    here = entry.row == sight.row
    name = fitted("  " * row.depth + retell(row.name), plan.names - 2)
    look = "bold" if not row.depth else ""
    look = "key" if here else "dim" if sight.follows else look
    gutter = Piece(f"{CURSOR if here else ' '} {name}", look, f"row({entry.row})")
    lane = _lane(scene, sight, entry, plan)
    return (*pad((gutter,), plan.names + 1), *lane)


def _name_of(chart: Chart, sight: Sight, per_cell: float, width: int) -> Line:
    """The heading of one of several runs, and how far into it the cursor is: the others may be longer or shorter."""
    sign, look = (YES, "worked") if chart.worked else (NO, "bad")
    name = (Piece(f" {retell(chart.title)}  ", "bold"), Piece(f"{sign} {retell(chart.verdict)}", look))
    at = min(sight.at, chart.end)
    if chart.unit == "steps":
        where = say("operation {number} of {count:,}", number=min(at + 1, chart.end), count=chart.end)
    else:
        at_now, end = (now_at(place, per_cell, chart.unit) for place in (at, chart.end))
        where = say("{at} of {end}", at=at_now, end=end)
    return spread(name, (Piece(f"  {where} ", "dim"),), width)


def _told(scene: Viewport, sight: Sight, entry: ChartLine, plan: Layout) -> Line:
    """Below a lane: what its states are, each as far as it is wide."""
    if entry.row < 0:
        return EMPTY
    size, start = scene.per_cell(sight), scene.start(sight)
    here = scene.bar(sight) if entry.row == sight.row else None
    pieces, filled = [Piece(" " * (plan.names + 1))], 0
    for bar in entry.chart.rows[entry.own].bars:
        first, last = max(int((bar.start - start) / size + 1e-9), filled), int((bar.end - start) / size + 1e-9)
        room = min(last, plan.cells) - first - 1
        until, colon, doing = bar.text.partition(": ")
        text = doing if colon and until.startswith("to ") else bar.text  # until when, one sees
        words = retell(text) or entry.chart.code(bar).partition("  #")[0].rstrip()
        if room < min(cell_len(words), TELLING) or not words:
            continue
        said = clip((Piece(words, "accent" if bar is here else "dim"),), room)
        pieces += [Piece(" " * (first - filled)), *said]
        filled = first + width_of(said)
    return tuple(pieces)


def _lane(scene: Viewport, sight: Sight, entry: ChartLine, plan: Layout) -> Iterator[Piece]:
    """A row's cells, neighbours that look the same in one piece; the cursor's column stands out."""
    size, start = scene.per_cell(sight), scene.start(sight)
    chart, row = entry.chart, entry.chart.rows[entry.own]
    states = chart.states(entry.own, start, size, plan.cells)
    signs = [(STATE_GLYPHS[state], state) if state else (" ", "") for state in states]
    for leg in chart.legs_of(entry.own):
        first, last = int((leg.start - start) / size + 1e-9), int((leg.end - start) / size + 1e-9)
        for cell in range(max(first, 0), min(max(last, first + 1), plan.cells)):
            signs[cell] = (signs[cell][0], f"{signs[cell][1]} underline")
    for each in chart.markers_at(entry.own, int(start), int(start + size * plan.cells) + 1):
        cell = min(scene.cell_of(sight, each.at), plan.cells - 1)
        if 0 <= cell < plan.cells and (each.bad or (each.leads and signs[cell][0] != NO) or signs[cell][0] == " "):
            signs[cell] = (each.sign, LOOKS[each.sign])
    if row.standing and chart.end >= start:
        _stand(signs, retell(row.standing), scene.cell_of(sight, chart.end) + (chart.end < scene.end))
    here = scene.cell_of(sight, sight.at)
    if 0 <= here < plan.cells:
        glyph, look = signs[here]
        signs[here] = pointed(glyph, look) if entry.row == sight.row else (glyph, f"{look} marked")
    for look, group in groupby(signs, key=lambda sign: sign[1]):
        yield Piece("".join(sign for sign, _ in group), look)


def in_cells(text: str) -> list[str]:
    """A string for each cell; what takes two leaves the second one empty."""
    found: list[str] = []
    for letter in text:
        if not wide(letter) and found:
            found[-1] += letter
        else:
            found += [letter, *[""] * (wide(letter) - 1)]
    return found


def _stand(signs: list[tuple[str, str]], why: str, cell: int) -> None:
    """Right of its end, why a row stands for ever, as far as there is room; where there is none, only that it does."""
    for place, letter in enumerate(in_cells(f"{STATE_GLYPHS['stuck']} {why}"), cell):
        if place < len(signs):
            signs[place] = (letter, "stuck")


def _path(scene: Viewport, sight: Sight, chart: Chart, plan: Layout) -> Line:
    """Who decided the end, when."""
    start, size = scene.start(sight), scene.per_cell(sight)
    line = [" "] * plan.cells
    for leg in chart.legs:
        first, last = (leg.start - start) / size, (leg.end - start) / size
        if last <= 0 or first >= plan.cells:
            continue
        left, right = max(int(first + 1e-9), 0), min(max(int(last + 1e-9), int(first + 1e-9) + 1), plan.cells)
        words = in_cells(fitted(retell(chart.rows[leg.row].name), max(right - left - 1, 0)))
        line[left:right] = words + [PATH] * (right - left - len(words))
    return (
        *pad((Piece(say("  critical path") if plan.names > 15 else say("  critical"), "dim"),), plan.names + 1),
        Piece("".join(line), "accent"),
    )
