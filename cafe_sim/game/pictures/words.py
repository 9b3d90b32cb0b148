"""Charts as lines: drawn with one letter a cell for a terminal, or told stretch by stretch for those who listen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cafe_sim.game.colours import STATE_GLYPHS, STATES
from cafe_sim.game.pictures.chart import Chart, cells, fitted, length, moment, ticks, wide

NAMES: Final = 20
ROWS_AT_MOST: Final = 200
"""Drawn on a terminal; told line by line are all."""
CRITICAL: Final = "━"
LEGS_AT_MOST: Final = 8
"""So many of the critical path are named."""


def drawn(chart: Chart, width: int) -> Iterator[tuple[str, str]]:
    """(line, state that most of it is about or "")."""
    count = max(width - NAMES - 1, 10)
    per_cell = max(chart.end, 1) / count
    yield chart.title, "title"
    yield f"{'✔' if chart.worked else '✗'} {chart.verdict}", "worked" if chart.worked else "bad"
    if not chart.rows:
        yield "nothing happened: there is nothing to draw", ""
        return
    if not chart.end:
        yield "no time passed in this run: draw it by steps", ""
        return
    yield _ruler(chart, count, per_cell), "dim"
    for number, row in enumerate(chart.rows[:ROWS_AT_MOST]):
        states = cells(row.bars, 0, per_cell, count)
        lane = "".join(STATE_GLYPHS[state] if state else " " for state in states)
        yield f"{_fit('  ' * row.depth + row.name)} {lane}".rstrip(), ""
        marks = _marks(chart, number, count, per_cell)
        if marks.strip():
            yield f"{' ' * NAMES} {marks}".rstrip(), "accent"
        if row.standing:
            yield f"{' ' * NAMES} {STATE_GLYPHS['stuck']} for ever: {row.standing}", "bad"
    if len(chart.rows) > ROWS_AT_MOST:
        yield f"and {len(chart.rows) - ROWS_AT_MOST:,} more rows: the trace as JSON has them all", "dim"
    used = {bar.state for row in chart.rows[:ROWS_AT_MOST] for bar in row.bars}
    signs = [f"{STATE_GLYPHS[state]} {state}" for state in STATES if state in used]
    signs += [f"{CRITICAL} critical path: {_route(chart)}"] if chart.legs else []
    yield "   ".join(signs), "dim"


def _fit(name: str) -> str:
    name = fitted(name, NAMES)
    return name + " " * (NAMES - wide(name))


def _ruler(chart: Chart, count: int, per_cell: float) -> str:
    line = [" "] * (count + 12)
    for at, words in ticks(0, chart.end, per_cell * 10, chart.unit):
        cell = int(at / per_cell + 1e-9)
        if cell + len(words) <= count:
            line[cell : cell + len(words)] = words
    return f"{' ' * NAMES} {''.join(line).rstrip()}"


def _marks(chart: Chart, row: int, count: int, per_cell: float) -> str:
    """The critical path below a row, and what is marked in it that is wrong."""
    line = [" "] * count
    for leg in chart.legs_of(row):
        first, last = int(leg.start / per_cell + 1e-9), int(leg.end / per_cell)
        for cell in range(first, min(max(last, first + 1), count)):
            line[cell] = CRITICAL
    for each in chart.moments_at(row, 0, chart.end + 1):
        if each.bad:
            line[min(int(each.at / per_cell), count - 1)] = "✗"
    return "".join(line)


def _route(chart: Chart) -> str:
    names = [fitted(chart.rows[leg.row].name, NAMES) for leg in chart.legs]
    return ", ".join([*names[:LEGS_AT_MOST], *(["…"] if len(names) > LEGS_AT_MOST else [])])


def told(chart: Chart) -> Iterator[str]:
    """Everything, a sentence a line."""
    yield f"{chart.title}, {chart.verdict}" if chart.title else chart.verdict
    if not any(row.bars for row in chart.rows):
        yield "nothing to tell: " + ("nothing happened" if not chart.rows else "no time passed; tell it by steps")
    for row in chart.rows:
        for bar in row.bars:
            span = f"{moment(bar.start, chart.unit)}, for {length(bar.end - bar.start, chart.unit)}"
            place = f", line {bar.line}" if bar.line else ""
            yield f"{row.name}: {bar.state} from {span}{': ' + bar.text if bar.text else ''}{place}"
        if row.standing:
            yield f"{row.name}: stands for ever, {row.standing}"
    for each in chart.moments:
        yield f"{moment(each.at, chart.unit)}, {chart.rows[each.row].name}: {each.text}"
    for leg in chart.legs:
        name, span = chart.rows[leg.row].name, length(leg.end - leg.start, chart.unit)
        yield f"critical path: {name} from {moment(leg.start, chart.unit)}, for {span}"
