"""The timeline as a page: a ruler, a lane for each row, the critical path, and all about what is under the cursor.

Lanes are cells, each showing the state that has most of it. The critical path is underlined in the lanes and has a line
of its own, which names whom it is with. `cell_at` says what a click means; it is the inverse of the layout and lives
beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from rich.cells import cell_len

from cafe_sim.catalogue import retell, say
from cafe_sim.game.colours import STATE_GLYPHS, STATE_MEANINGS, state_word
from cafe_sim.game.pictures.chart import Bar, Chart, Row, Unit, fitted, length, moment, ticks, wide
from cafe_sim.game.pictures.sight import Sight, Viewport
from cafe_sim.tui.pages.afterwards.replay_lanes import pointed
from cafe_sim.tui.pages.afterwards.replay_story import LEADS_TO_IT, program_lines
from cafe_sim.tui.pages.shared import verdict_lines
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, clip, pad, padded, rule, spread, width_of, wrap
from cafe_sim.tui.themes import CURSOR, NO, YES

DETAILS: Final = 4
"""Lines below the lanes."""
HEAD: Final = 2
"""Heading and ruler; below the heading stands what went wrong in the one run there is, if something did."""
LOW: Final = 22
"""From this height on there are two lines for that."""
PROGRAM: Final = 8
"""Lines below the lanes from which on they show the program."""
STRIDE: Final = 3
"""Lines that a row has where there is room: its lane, what its states are, and air."""
TELLING: Final = 10
"""Cells in which the beginning of what is told of a state says something."""
PATH: Final = "━"
HERE: Final = "▼"
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
    shown += _program(scene, sight, width, spare) if spare >= PROGRAM else [EMPTY] * spare
    more = len(lines) - top - plan.lanes
    below = (Piece(say(" {more} more below ", more=more), "dim"),) if more > 0 else EMPTY
    return (
        rule((Piece(say(" TIMELINE "), "mode reverse bold"), Piece(f" {retell(title)}", "title")), right, width - 1),
        *verdict,
        _ruler(scene, sight, plan),
        *shown,
        spread(EMPTY, below, width, Piece("─", "frame")),
        *_details(scene, sight, plan, width),
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
        sign, look = (YES, "worked") if entry.chart.worked else (NO, "bad")
        return clip(
            (Piece(f" {retell(entry.chart.title)}  ", "bold"), Piece(f"{sign} {retell(entry.chart.verdict)}", look)),
            width,
        )
    row = entry.chart.rows[entry.own]
    here = entry.row == sight.row
    name = fitted("  " * row.depth + retell(row.name), plan.names - 2)
    look = "bold" if not row.depth else ""
    look = "key" if here else "dim" if sight.follows else look
    gutter = Piece(f"{CURSOR if here else ' '} {name}", look, f"row({entry.row})")
    lane = _lane(scene, sight, entry, plan)
    return (*pad((gutter,), plan.names + 1), *lane)


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


def _program(scene: Viewport, sight: Sight, width: int, height: int) -> list[Line]:
    """The program around the line on which the row under the cursor stands, or stood last, and who stands where."""
    found = scene.find(sight.row)
    bars = found[0].rows[found[1]].bars if found is not None else ()
    bar = next((bar for bar in reversed(bars) if bar.line and bar.start <= sight.at), None)
    lines = found[0].sources.get(bar.file, ()) if found is not None and bar is not None else ()
    if found is None or bar is None or not lines:
        return [EMPTY] * height
    names: dict[int, list[str]] = {}
    for number, row in enumerate(found[0].rows):
        here = found[0].bar_at(number, int(sight.at))
        if here is not None and here.file == bar.file and here.line:
            names.setdefault(here.line, []).append(retell(row.name))
    said = rule((Piece(say(" line {line}", line=bar.line), "dim"),), EMPTY, width - 1)
    return [said, *program_lines("\n".join(lines), bar.line, names, width, height - 1)]


def _details(scene: Viewport, sight: Sight, plan: Layout, width: int) -> Page:
    """Who, what, since when, until when, why, on which line; who let them go on."""
    found = scene.find(sight.row)
    if found is None:
        return (EMPTY,) * plan.details
    chart, own = found
    row, bar = chart.rows[own], scene.bar(sight)
    lines: list[Line] = [_head(scene, chart, row, own, bar, sight, width)]
    marks = chart.markers_at(own, sight.at, int(sight.at + max(scene.per_cell(sight), 1)))
    words = _why(row, bar, chart, sight)
    for each in [mark for mark in marks if retell(mark.text) != words][:1]:
        kind, colon, rest = each.text.partition(": ")
        said = retell(f"{kind.replace('-', ' ')}{colon}{rest}" if each.bad or each.leads else each.text)
        lines.append((Piece(f" {each.sign} {said}", LOOKS[each.sign]),))
    lines += [(Piece(" "), *pieces) for pieces in wrap(words, max(width - 2, 8))[: 2 if plan.details > DETAILS else 1]]
    if bar is not None and bar.line:
        lines.append((Piece(padded(say(" line {line}", line=bar.line), 11), "dim"), Piece(chart.code(bar))))
    hop = scene.cause(sight)
    if hop is not None:
        giver = retell(chart.rows[hop.giver].name)
        thing = f" {say('({thing})', thing=retell(hop.thing))}" if hop.thing and retell(hop.thing) != giver else ""
        text = say(
            " {giver} lets them go on, {at}{thing}", giver=giver, at=moment(hop.given_at, chart.unit), thing=thing
        )
        lines.append((Piece(text), Piece("   enter", "key", "cause"), Piece(say(" goes there"), "dim", "cause")))
    lines = [clip(pieces, width) for pieces in lines[: plan.details]]
    return (*lines, *[EMPTY] * (plan.details - len(lines)))


def _now(at: float, per_cell: float, unit: Unit) -> str:
    """The moment under the cursor, as exactly as a cell says it."""
    digit = 10 ** max(len(str(int(per_cell))) - 1, 0) if unit == "ns" else 1
    return moment(int(at) // digit * digit, unit)


def _head(scene: Viewport, chart: Chart, row: Row, own: int, bar: Bar | None, sight: Sight, width: int) -> Line:
    at = min(sight.at, max(chart.end - 1, 0)) if chart.unit == "steps" else sight.at  # the end is no operation's place
    now = _now(at, scene.per_cell(sight), chart.unit)
    if bar is None:
        return clip((Piece(f" {retell(row.name)}", "bold"), Piece(say("   nothing at {now}", now=now), "dim")), width)
    if chart.unit == "steps":
        last = bar.end - 1
        span = moment(bar.start, "steps") + (say(" to {last}", last=last + 1) if last > bar.start else "")
    else:
        span = say("{start} to {end}", start=moment(bar.start, "ns"), end=moment(bar.end, "ns"))
    left: Line = (
        Piece(f" {retell(row.name)}  ", "bold"),
        Piece(f"{STATE_GLYPHS[bar.state]} {state_word(bar.state)}", bar.state),
        Piece(say("  {span}, {length}", span=span, length=length(bar.end - bar.start, chart.unit))),
    )
    if chart.is_critical(own, sight.at):
        left = (*left, Piece(say("  {sign} critical path", sign=PATH), "accent"))
    return (
        spread(left, (Piece(say("at {now} ", now=now), "dim"),), width)
        if width_of(left) + cell_len(now) + 5 < width
        else left
    )


def _why(row: Row, bar: Bar | None, chart: Chart, sight: Sight) -> str:
    if row.standing and sight.at >= chart.end - (chart.unit == "steps"):
        return say("stands for ever: {standing}", standing=retell(row.standing))
    if bar is None and row.bars and sight.at < row.bars[0].start:
        return say("It has not begun yet.")
    if bar is None and row.bars and sight.at >= row.bars[-1].end:
        return say("It is over.")
    if bar is None:
        return say("Nothing of it took any time here.")
    return retell(bar.text) or say(STATE_MEANINGS[bar.state])
