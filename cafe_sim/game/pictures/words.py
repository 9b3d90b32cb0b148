"""Charts as lines: drawn with one letter a cell for a terminal, or told stretch by stretch for those who listen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cafe_sim.catalogue import retell, say
from cafe_sim.game.colours import STATE_GLYPHS, STATES, state_word
from cafe_sim.game.pictures.chart import Bar, Chart, Row, cells, fitted, length, moment, ticks, wide

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
    yield retell(chart.title), "title"
    yield f"{'✔' if chart.worked else '✗'} {retell(chart.verdict)}", "worked" if chart.worked else "bad"
    if not chart.rows:
        yield say("nothing happened: there is nothing to draw"), ""
        return
    if not chart.end:
        yield say("no time passed in this run: draw it by steps"), ""
        return
    yield _ruler(chart, count, per_cell), "dim"
    for number, row in enumerate(chart.rows[:ROWS_AT_MOST]):
        states = cells(row.bars, 0, per_cell, count)
        lane = "".join(STATE_GLYPHS[state] if state else " " for state in states)
        yield f"{_fit('  ' * row.depth + retell(row.name))} {lane}".rstrip(), ""
        marks = _marks(chart, number, count, per_cell)
        if marks.strip():
            yield f"{' ' * NAMES} {marks}".rstrip(), "accent"
        if row.standing:
            for_ever = say("for ever: {why}", why=retell(row.standing))
            yield f"{' ' * NAMES} {STATE_GLYPHS['stuck']} {for_ever}", "bad"
    if len(chart.rows) > ROWS_AT_MOST:
        more = len(chart.rows) - ROWS_AT_MOST
        yield say("and {count:,} more rows: the trace as JSON has them all", count=more), "dim"
    used = {bar.state for row in chart.rows[:ROWS_AT_MOST] for bar in row.bars}
    signs = [f"{STATE_GLYPHS[state]} {state_word(state)}" for state in STATES if state in used]
    signs += [f"{CRITICAL} {say('critical path: {names}', names=_route(chart))}"] if chart.legs else []
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
    for each in chart.markers_at(row, 0, chart.end + 1):
        cell = min(int(each.at / per_cell), count - 1)
        if each.bad or (each.leads and line[cell] != "✗"):
            line[cell] = each.sign
    return "".join(line)


def _route(chart: Chart) -> str:
    names = [fitted(retell(chart.rows[leg.row].name), NAMES) for leg in chart.legs]
    return say(", ").join([*names[:LEGS_AT_MOST], *(["…"] if len(names) > LEGS_AT_MOST else [])])


def told(chart: Chart) -> Iterator[str]:
    """Everything, a sentence a line."""
    title, verdict = retell(chart.title), retell(chart.verdict)
    yield say("{title}, {verdict}", title=title, verdict=verdict) if title else verdict
    if not chart.rows:
        yield say("nothing to tell: nothing happened")
    elif not any(row.bars for row in chart.rows):
        yield say("nothing to tell: no time passed; tell it by steps")
    for row in chart.rows:
        for bar in row.bars:
            yield _told(chart, row, bar)
        if row.standing:
            yield say("{name}: stands for ever, {why}", name=retell(row.name), why=retell(row.standing))
    for each in chart.markers:
        at, name = moment(each.at, chart.unit), retell(chart.rows[each.row].name)
        yield say("{at}, {name}: {text}", at=at, name=name, text=retell(each.text))
    for leg in chart.legs:
        name, span = retell(chart.rows[leg.row].name), length(leg.end - leg.start, chart.unit)
        yield say("critical path: {name} from {at}, for {span}", name=name, at=moment(leg.start, chart.unit), span=span)


def _told(chart: Chart, row: Row, bar: Bar) -> str:
    said = say(
        "{name}: {state} from {at}, for {span}",
        name=retell(row.name),
        state=state_word(bar.state),
        at=moment(bar.start, chart.unit),
        span=length(bar.end - bar.start, chart.unit),
    )
    said = say("{a}: {b}", a=said, b=retell(bar.text)) if bar.text else said
    if not bar.line:
        return said
    said, code = say("{said}, line {line}", said=said, line=bar.line), chart.code(bar)
    return say("{a}: {b}", a=said, b=code) if code and not bar.text else said
