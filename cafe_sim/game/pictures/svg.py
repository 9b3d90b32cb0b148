"""Charts as SVG: one self-contained picture, without a script, a font or an address in it.

A state is colour *and* shape: running fills its bar, holding its upper half, waiting is a line, being ready a dashed
one, being stuck is hatched, idling dots; wide bars say the word, every bar says all about itself in its title. The
critical path runs as a line below its rows' bars.

Everything that comes from a program is escaped here and was made harmless before. What would be too small to see is
drawn cell by cell, and rows beyond `ROWS_AT_MOST` are counted, not drawn: a picture of a million events stays a
picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape as _escape

from cafe_sim.catalogue import retell, say, spoken
from cafe_sim.game.colours import COLOURS, STATE_MEANINGS, STATES, Colours, state_word
from cafe_sim.game.pictures.chart import Bar, Chart, Row, cells, fitted, length, moment, ticks, wide
from cafe_sim.game.views import LaneState

ROWS_AT_MOST: Final = 120
BARS_AT_MOST: Final = 600
"""Of a row; with more it is drawn in cells."""
HOPS_AT_MOST: Final = 300
WIDTH: Final = 1200
NAMES: Final = 190
"""Left of the axis."""
MARGIN: Final = 24
ROW: Final = 24
LINE: Final = 17
LINES: Final = 4
"""Of a verdict, at most."""
BAR: Final = 14
LETTER: Final = 7.3
"""Width of a letter of a row's name, about."""
FONT: Final = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"
CELLS: Final = 500
GAP: Final = 6
"""Between a lane's end and what is said of it."""
SAID: Final = 12
"""So many letters of what is done in a bar say something; with fewer of them, and more to come, none is written."""
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class PlotArea:
    """Where a chart's axis lies on the paper."""

    left: float
    width: float
    end: int

    def x(self, at: float) -> float:
        return round(self.left + self.width * at / max(self.end, 1), 2)


def chart_svg(charts: Sequence[Chart], theme: str = "espresso") -> str:
    """One chart, or several below each other on one axis."""
    colours = COLOURS[theme]
    frame = _frame(charts)
    body: list[str] = []
    y = float(MARGIN)
    for number, chart in enumerate(charts):
        drawn, y = _chart(chart, frame, y, number, colours)
        body += drawn
    drawn, y = legend(charts, MARGIN, y, WIDTH - 2 * MARGIN, colours)
    return document(WIDTH, y + MARGIN, "; ".join(retell(chart.title) for chart in charts), [*body, *drawn], colours)


def _frame(charts: Sequence[Chart]) -> PlotArea:
    """One axis for all; right of it, room for why somebody stands for ever, as far as that leaves half of it."""
    end = max([chart.end for chart in charts], default=0)
    whole = width = float(WIDTH - 2 * MARGIN - NAMES)
    for chart in charts:
        widths = [_stand_width(_standing(row.standing)) for row in chart.rows[:ROWS_AT_MOST] if row.standing]
        if widths and chart.end:
            width = min(width, (whole - max(widths) - GAP) * end / chart.end)
    return PlotArea(MARGIN + NAMES, max(width, whole / 2), end)


def escape(words: str) -> str:
    """`words` as text or as an attribute in XML; what XML cannot hold at all is replaced."""
    return _escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", words), {'"': "&quot;"})


def document(width: float, height: float, title: str, body: Iterable[str], colours: Colours) -> str:
    """An SVG with the patterns that states are drawn in."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}" '
        f'lang="{spoken()}" role="img" font-family="{FONT}" font-size="12">'
    )
    patterns = (
        f'<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="6" height="6" fill="{colours.background}"/><rect width="3" height="6" fill="{colours.stuck}"/></pattern></defs>'
    )
    paper = f'<rect width="{width:g}" height="{height:g}" fill="{colours.background}"/>'
    return "\n".join([head, f"<title>{escape(title)}</title>", patterns, paper, *body, "</svg>"]) + "\n"


def text(x: float, y: float, words: str, fill: str, more: str = "") -> str:
    """A line of text; `more` are attributes of our own."""
    return f'<text x="{x:g}" y="{y:g}" fill="{fill}" xml:space="preserve"{" " + more if more else ""}>{escape(words)}</text>'


def cut(words: str, width: float, letter: float = LETTER) -> str:
    """As much as fits, about, in the language in force."""
    return _clipped(retell(words), width, letter)


def _said(words: str, width: float, letter: float) -> str:
    """As much as fits, if that says something."""
    room = int(width / letter)
    return _clipped(words, width, letter) if room >= min(wide(words), SAID) else ""


def _clipped(words: str, width: float, letter: float) -> str:
    room = max(int(width / letter), 1)
    if wide(words) <= room:
        return words
    while wide(words) >= room:
        words = words[:-1]
    return f"{words}…"


def _wrapped(words: str, width: float) -> list[str]:
    """In lines, at most `LINES` of them; what has no blanks is broken where the room ends."""
    room = int(width / LETTER)
    lines: list[str] = []
    while words and len(lines) < LINES:
        place = len(words)
        while wide(words[:place]) > room:
            place = words.rfind(" ", 0, place) if " " in words[:place].strip() else place - 1
        lines.append(words[:place].rstrip())
        words = words[place:].lstrip()
    return [*lines[:-1], f"{lines[-1][:-1]}…"] if words else lines


def _chart(chart: Chart, frame: PlotArea, y: float, number: int, colours: Colours) -> tuple[list[str], float]:
    """The chart from `y` down, and where it ends."""
    verdict = f"{'✔' if chart.worked else '✗'} {retell(chart.verdict)}"
    looks = colours.worked if chart.worked else colours.bad
    out = [text(MARGIN, y + 14, cut(chart.title, frame.width, 9), colours.accent, 'font-size="16" font-weight="bold"')]
    for line in _wrapped(verdict, WIDTH - 2 * MARGIN):
        out.append(text(MARGIN, y + 33, line, looks))
        y += LINE
    y += 62 - LINE
    rows = chart.rows[:ROWS_AT_MOST]
    bottom = y + len(rows) * ROW
    out += _axis(chart, frame, y, bottom, colours)
    out += _hops(chart, frame, y, len(rows), colours)  # below the bars: no line runs through what is said in them
    for place, row in enumerate(rows):
        out += _row(chart, row, frame, y + place * ROW, colours)
    out += _path(chart, frame, y, len(rows), colours, number)
    out += _markers(chart, frame, y, len(rows), colours)
    if not rows:
        out.append(text(frame.left, bottom + 16, say("nothing happened: there is nothing to draw"), colours.dim))
    elif not chart.end:
        out.append(text(frame.left, bottom + 16, say("no time passed in this run: draw it by steps"), colours.dim))
    if len(chart.rows) > len(rows):
        more = say("and {count:,} more rows: the trace as JSON has them all", count=len(chart.rows) - len(rows))
        out.append(text(MARGIN, bottom + 16, more, colours.dim))
    return out, bottom + (34 if len(chart.rows) > len(rows) or not chart.end else 18)


def _axis(chart: Chart, frame: PlotArea, top: float, bottom: float, colours: Colours) -> Iterator[str]:
    if not frame.end:
        return
    for at, words in ticks(0, frame.end, frame.end * 80 / frame.width, chart.unit):
        x = frame.x(at)
        yield f'<line x1="{x:g}" y1="{top - 6:g}" x2="{x:g}" y2="{bottom:g}" stroke="{colours.frame}" stroke-width="0.6"/>'
        side = min(x, WIDTH - LETTER * wide(words) / 2)  # the last may be long, and the paper ends there
        yield text(side, top - 12, words, colours.dim, 'text-anchor="middle" font-size="11"')


def _row(chart: Chart, row: Row, frame: PlotArea, y: float, colours: Colours) -> Iterator[str]:
    room = NAMES - 12 - 14 * row.depth
    yield text(MARGIN + 14 * row.depth, y + 16, fitted(retell(row.name), int(room / LETTER)), colours.dim if row.depth else colours.foreground, "" if row.depth else 'font-weight="bold"')  # fmt: skip
    yield f'<g class="row" data-row="{escape(row.name)}">'
    for bar in _drawn(row, frame.end):
        x = frame.x(bar.start)
        width = max(round(frame.x(bar.end) - x, 2), 0.3)
        yield _bar(chart, row, bar, x, y, width, colours)
    yield "</g>"
    if row.standing:
        yield stands(row.standing, frame.x(chart.end), WIDTH - MARGIN, y + 3, colours)


def stands(why: str, end: float, right: float, y: float, colours: Colours) -> str:
    """Why a lane stands for ever: right of its end, where there is room before `right`."""
    words = _standing(why)
    width = _stand_width(words)
    left = end + GAP if end + width + GAP <= right else end - width
    bold = 'font-weight="bold"'
    return ground(left - 2, y, width, BAR + 3, colours) + text(left + 2, y + 13, words, colours.stuck, bold)


def _standing(why: str) -> str:
    return f"╳ {cut(why, 400)}"


def _stand_width(words: str) -> float:
    return LETTER * wide(words) + 8


def ground(x: float, y: float, width: float, height: float, colours: Colours) -> str:
    """A patch of paper under a text."""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{colours.background}"/>'


def _drawn(row: Row, end: int) -> Iterable[Bar]:
    """The bars of a row; of too many, what fills each of some hundred cells."""
    if len(row.bars) <= BARS_AT_MOST:
        return row.bars
    per_cell = end / CELLS
    states = cells(row.bars, 0, per_cell, CELLS)
    merged: list[Bar] = []
    for place, state in enumerate(states):
        start, stop = round(place * per_cell), round((place + 1) * per_cell)
        if state is None:
            continue
        if merged and merged[-1].state == state and merged[-1].end == start:
            start = merged.pop().start
        merged.append(Bar(start, stop, state, "mostly (there is too much to draw all of it)"))
    return merged


def _bar(chart: Chart, row: Row, bar: Bar, x: float, y: float, width: float, colours: Colours) -> str:
    parts = [
        f'<g class="bar"><title>{escape(told(chart, row, bar))}</title>',
        shape(bar.state, x, y + 4, width, colours),
    ]
    state = state_word(bar.state)
    if width <= 8 + 6.5 * wide(state):
        pass
    elif bar.state == "run":
        what = _said(retell(bar.text), width - 8, 6.2) if chart.unit == "steps" else ""  # a step is what it does
        words = what or state
        parts.append(text(x + 4, y + BAR + 0.5, words, colours.background, 'font-size="10" font-weight="bold"'))
    elif bar.state == "hold":
        parts.append(text(x + 4, y + BAR + 5, state, colours.hold, 'font-size="9" font-weight="bold"'))
    elif bar.state in ("stuck", "ready"):
        words = cut(bar.text if bar.state == "stuck" and bar.text else state, width - 8, 6.2)
        back = ground(x + 2, y + 5, min(6.2 * wide(words) + 4, width - 4), BAR - 2, colours)
        parts += [back, text(x + 4, y + BAR + 0.5, words, getattr(colours, bar.state), 'font-size="10"')]
    elif words := _said(retell(bar.text) or chart.code(bar).partition("  #")[0].rstrip(), width - 8, 5.6):
        # above the line: for what is waited
        parts.append(text(x + 4, y + BAR / 2 + 1, words, colours.dim, 'font-size="9"'))
    return "".join([*parts, "</g>"])


def shape(state: LaneState, x: float, y: float, width: float, colours: Colours) -> str:
    """A state's bar, `BAR` high."""
    colour = getattr(colours, state)
    middle = y + BAR / 2
    whole = f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{BAR}" fill="none" pointer-events="all"/>'
    if state == "run":
        return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{BAR}" fill="{colour}"/>'
    if state == "hold":
        return f'{whole}<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{BAR / 2:g}" fill="{colour}"/>'
    if state == "stuck":
        return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{BAR}" fill="url(#hatch)" stroke="{colour}" stroke-width="0.8"/>'
    strokes = {"wait": 'stroke-width="2.5"', "ready": 'stroke-width="5" stroke-dasharray="2 5"', "idle": 'stroke-width="1.4" stroke-dasharray="1.4 6"'}[state]  # fmt: skip
    return f'{whole}<line x1="{x:g}" y1="{middle:g}" x2="{x + width:g}" y2="{middle:g}" stroke="{colour}" {strokes}/>'


def told(chart: Chart, row: Row, bar: Bar) -> str:
    """All about a bar, in lines."""
    span = say("{start} to {end}", start=moment(bar.start, chart.unit), end=moment(bar.end, chart.unit))
    if chart.unit == "steps":
        last = moment(bar.end - 1, "steps")
        span = moment(bar.start, "steps") + ("" if bar.end == bar.start + 1 else say(" to {last}", last=last))
    lines = [
        say(
            "{name}: {state}, {span} ({length})",
            name=retell(row.name),
            state=state_word(bar.state),
            span=span,
            length=length(bar.end - bar.start, chart.unit),
        ),
        retell(bar.text) or say(STATE_MEANINGS[bar.state]),
    ]
    if bar.line:
        code = chart.code(bar)
        lines.append(say("line {line}: ", line=bar.line) + code if code else say("line {line}", line=bar.line))
    return "\n".join(lines)


def _middle(y: float, row: int) -> float:
    return y + row * ROW + 4 + BAR / 2


def _hops(chart: Chart, frame: PlotArea, y: float, count: int, colours: Colours) -> Iterator[str]:
    for hop in chart.hops[:HOPS_AT_MOST]:
        if max(hop.giver, hop.taker) < count:
            x1, y1, x2, y2 = frame.x(hop.given_at), _middle(y, hop.giver), frame.x(hop.taken_at), _middle(y, hop.taker)
            giver, taker = retell(chart.rows[hop.giver].name), retell(chart.rows[hop.taker].name)
            words = say("{giver} lets {taker} go on", giver=giver, taker=taker)
            words += f": {retell(hop.thing)}" if hop.thing else ""
            line = f'<path d="M{x1:g},{y1:g} L{x2:g},{y2:g}" stroke="{colours.foreground}" stroke-opacity="0.45" stroke-width="1" fill="none"/>'
            yield f'<g class="hop"><title>{escape(words)}</title>{line}<circle cx="{x2:g}" cy="{y2:g}" r="2" fill="{colours.foreground}"/></g>'


def _path(chart: Chart, frame: PlotArea, y: float, count: int, colours: Colours, number: int) -> Iterator[str]:
    """One line through all legs that can be seen, a little below their bars."""
    points = []
    for leg in chart.legs:
        if leg.row < count:
            level = y + leg.row * ROW + ROW - 1.5
            points += [f"{frame.x(leg.start):g},{level:g}", f"{frame.x(leg.end):g},{level:g}"]
    if points:
        yield f'<polyline id="critical-{number}" points="{" ".join(points)}" fill="none" stroke="{colours.accent}" stroke-width="2.5" stroke-linejoin="round"/>'


def _markers(chart: Chart, frame: PlotArea, y: float, count: int, colours: Colours) -> Iterator[str]:
    for each in chart.markers[:HOPS_AT_MOST]:
        stands = 0 <= each.row < count and each.at == chart.end and chart.rows[each.row].standing  # said beside it
        if 0 <= each.row < count and not stands:
            colour = colours.bad if each.bad else colours.accent if each.leads else colours.good
            where = text(
                frame.x(each.at),
                y + each.row * ROW + 17,
                each.sign,
                colour,
                'text-anchor="middle" font-size="15" font-weight="bold"',
            )
            yield f'<g class="moment"><title>{escape(retell(each.text))}</title>{where}</g>'


def legend(charts: Sequence[Chart], x: float, y: float, width: float, colours: Colours) -> tuple[list[str], float]:
    """The shapes that were used, in words."""
    used = {bar.state for chart in charts for row in chart.rows[:ROWS_AT_MOST] for bar in row.bars}
    entries: list[tuple[LaneState | None, str]] = [
        (state, say("{a}: {b}", a=state_word(state), b=say(STATE_MEANINGS[state]))) for state in STATES if state in used
    ]
    if any(chart.legs for chart in charts):
        entries.append((None, say("critical path: what decided the end")))
    out: list[str] = []
    left = x
    for state, words in entries:
        needed = 46 + 6.9 * wide(words)
        if left > x and left + needed > x + width:
            left, y = x, y + 20
        if state:
            out.append(shape(state, left, y, 28, colours))
        else:
            out.append(
                f'<line x1="{left:g}" y1="{y + 7}" x2="{left + 28:g}" y2="{y + 7}" stroke="{colours.accent}" stroke-width="2.5"/>'
            )
        out.append(text(left + 36, y + 11.5, words, colours.dim, 'font-size="11"'))
        left += needed + 16
    return out, y + (20 if entries else 0)
