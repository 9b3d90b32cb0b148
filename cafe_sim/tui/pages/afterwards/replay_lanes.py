"""The lanes of a replay: everybody's states around the playhead, what they do and why they cannot go on, their line of
the program.

A `Shown` is a run on the screen and where it is; a `Window` says which places of its axis the cells of a line stand
for, so that the layout and what a click means are one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from cafe_sim.catalogue import retell, say
from cafe_sim.game.afterwards.replay import Playback, Playhead
from cafe_sim.game.colours import STATE_GLYPHS, STATE_MEANINGS, state_word
from cafe_sim.game.pictures.chart import fitted
from cafe_sim.tui.pieces import EMPTY, Line, Piece, clip, pad, width_of
from cafe_sim.tui.themes import CURSOR, NO

if TYPE_CHECKING:
    from cafe_sim.game.pictures.chart import Bar, Chart

STATE_CELLS: Final = 8
NAMES_AT_LEAST: Final = 8
DENSE: Final = 4
"""Changes that a cell of a lane may stand for, before less than all of a run is shown."""
WIDEST: Final = 6
"""Cells that an operation has at most, where there is room for all of them."""
WITH_CODE: Final = 4
"""So many rows, and no more, have their line of the program below them."""
STORY_FROM: Final = 72
"""Cells from which on there is room for the story beside the code, and for longer names."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A run on the screen, and where it is."""

    replay: Playback
    head: Playhead
    title: str
    closed: str = ""
    """Why its program is not shown; "" if it is."""
    leads: bool = True
    """Its playhead is the one that is moved, its rows the ones that are looked at."""


@dataclass(frozen=True, slots=True)
class Window:
    """Cells of a line that stand for places on the axis."""

    left: int
    cells: int
    start: float
    per_cell: float

    def cell(self, at: float) -> int:
        """The cell of a place; outside below 0 or too many."""
        place = (at - self.start) / self.per_cell
        return int(place + 1e-9) if place >= 0 else -1

    def place(self, x: int) -> float:
        """The place of a cell of the screen; of one beside the window, its edge."""
        return self.start + max(0, min(x - self.left, self.cells - 1)) * self.per_cell


@dataclass(frozen=True, slots=True)
class Sizes:
    """Cells of the parts of a lane's line."""

    names: int
    lane: int

    @property
    def left(self) -> int:
        return 2 + self.names + STATE_CELLS

    @classmethod
    def of(cls, width: int, steps: int = 0, longest: int = 0) -> Sizes:
        """For a run of so many steps, 0 by time: lanes take no more cells than its steps fill, names no more
        than the longest, reasons get the rest.
        """
        needed = max(longest + 1, NAMES_AT_LEAST)
        names, lane = (min(needed, 11), max(width - 49, 6)) if width < STORY_FROM else (min(needed, 14), 22)
        if width >= 100:
            names, lane = min(needed, 22), min(width * 2 // 5, 90)
        return cls(names, steps * cells_a_step(steps, lane) if 0 < steps <= lane else lane)


TimedLine = tuple[Line, Window | None]
"""A line, and what its cells stand for."""


def lanes_of(run: Shown, sizes: Sizes, window: Window, width: int, room: int, *, alone: bool) -> list[TimedLine]:
    """Everybody, or as many as there is room for; with their lines of the program, if there is room for these, too.

    A reason that is too long for its place beside the lane has the line below, as far as there is room for more lines.
    """
    replay, head = run.replay, run.head
    chart = replay.chart(head)
    focus = replay.row_in(chart, replay.row_here(head))
    rows = rows_shown(run, focus, room)
    with_code = alone and 2 * len(rows) <= min(room, 2 * WITH_CODE) and len(rows) == len(chart.rows)
    beside = width - sizes.left - sizes.lane - 1
    whys = {row: _why(run, row, replay.bar(head, row), brief=not with_code) for row in rows}
    long = [row for row in rows if cell_len(whys[row].text) > beside]
    below = set(long if with_code else sorted(long, key=lambda row: row != focus)[: max(room - len(rows), 0)])
    lines: list[TimedLine] = []
    for row in rows:
        bar = replay.bar(head, row)
        code = _standing_on(run, row, bar, beside if row in below else width - sizes.left) if with_code else EMPTY
        first, second = (code, (whys[row],)) if row in below else ((whys[row],), code)
        lane = _lane(run, row, bar, sizes, window, focus=row == focus)
        lines.append((clip((*lane, Piece(" "), *first), width), window))
        if with_code or row in below:
            left = max(min(sizes.left, width - width_of(second)), 2) if row in below else sizes.left
            lines.append((clip((Piece(" " * left), *second), width) if second else EMPTY, None))
    return lines


def cells_a_step(steps: int, lane: int) -> int:
    """How wide a step is drawn in a lane of so many cells."""
    return max(min(lane // max(steps, 1), WIDEST), 1)


def window_of(runs: Sequence[Shown], sizes: Sizes) -> Window:
    """The part of the axis that all lanes show: all of it, or where it would be too dense the part around the playhead.

    Two runs are aligned.
    """
    replay, head = runs[0].replay, runs[0].head
    last = max(run.replay.chart(run.head).end for run in runs)
    whole = max(last, 1) / sizes.lane
    changes = max(len(run.replay.deeds) for run in runs)
    if head.by_steps:
        per_cell = 1.0 / cells_a_step(last, sizes.lane)
    else:
        per_cell = whole if changes <= DENSE * sizes.lane else whole * DENSE * sizes.lane / changes
    start = min(max(replay.at(head) - per_cell * sizes.lane * 2 / 3, 0.0), max(last - per_cell * sizes.lane, 0.0))
    # whole cells, or everything would shimmer
    return Window(sizes.left, sizes.lane, int(start / per_cell) * per_cell, per_cell)


def rows_shown(run: Shown, focus: int, room: int) -> Sequence[int]:
    """All rows if there is room; else the one looked at, and who is about: threads, then tasks, the nearest first."""
    chart = run.replay.chart(run.head)
    every: Sequence[int] = range(len(chart.rows))
    if len(every) <= room:
        return every
    away = {row for row in every if run.replay.bar(run.head, row) is None}
    here = [row for row in every if row == focus or not chart.rows[row].depth or row not in away]
    here.sort(key=lambda row: (row != focus, row in away, chart.rows[row].depth, abs(row - focus)))
    return sorted(here[:room])


def _lane(run: Shown, row: int, bar: Bar | None, sizes: Sizes, window: Window, *, focus: bool) -> Line:
    """Who, in which state, and all their states; what it is about comes behind."""
    replay, head = run.replay, run.head
    chart = replay.chart(head)
    each = chart.rows[row]
    own = replay.row_back(chart, row)
    chosen = head.row >= 0 and own == head.row
    name = fitted(" " * each.depth + retell(each.name), sizes.names - 1)
    look = "key" if focus else "dim" if head.follows else "" if each.depth else "bold"
    target = f"choose({own})" if own >= 0 and run.leads else ""
    gutter = pad((Piece(f"{CURSOR if chosen else ' '} {name}", look, target),), 2 + sizes.names)
    word = Piece(f"{STATE_GLYPHS[bar.state]} {state_word(bar.state)}", bar.state) if bar else Piece("")
    return (*gutter, *pad((word,), STATE_CELLS), *_cells(run, row, window))


def _cells(run: Shown, row: int, window: Window) -> Line:
    """A row's states in cells; the playhead's column stands out, what is wrong is marked."""
    replay, head = run.replay, run.head
    chart = replay.chart(head)
    states = chart.states(row, window.start, window.per_cell, window.cells)
    signs = [(STATE_GLYPHS[state], state) if state else (" ", "") for state in states]
    for each in chart.markers_at(row, int(window.start), int(window.start + window.per_cell * window.cells) + 1):
        cell = min(window.cell(each.at), window.cells - 1)
        if cell >= 0 and each.at <= replay.at(head) and (each.bad or (each.leads and signs[cell][0] != NO)):
            signs[cell] = (each.sign, "bad" if each.bad else "accent")
    here = min(window.cell(replay.at(head)), window.cells - 1)
    later = max(window.cell(replay.at(head) + 1) if head.by_steps else 0, here + 1)
    signs[later:] = [(glyph, "dim" if look else "") for glyph, look in signs[later:]]
    if here >= 0:
        signs[here] = pointed(*signs[here])
    return grouped(signs)


def pointed(glyph: str, look: str) -> tuple[str, str]:
    """The cell under the playhead or cursor, turned round; what fills it would be nothing then, and gets a bar."""
    return ("│" if glyph == STATE_GLYPHS["run"] else glyph, f"{look} reverse".strip())


def grouped(signs: Sequence[tuple[str, str]]) -> Line:
    """(sign, look) of each cell as pieces, neighbours of one look together."""
    return tuple(
        Piece("".join(sign for sign, _ in group), look) for look, group in groupby(signs, lambda sign: sign[1])
    )


def _why(run: Shown, row: int, bar: Bar | None, *, brief: bool) -> Piece:
    """What it does, or why it cannot; what it holds that is old, where its line is not shown below."""
    text, look = _reasoned(run, row, bar, brief=brief)
    return Piece(text, look or ("stuck" if bar is not None and bar.state == "stuck" else ""))


def _reasoned(run: Shown, row: int, bar: Bar | None, *, brief: bool) -> tuple[str, str]:
    replay, head = run.replay, run.head
    chart = replay.chart(head)
    own = replay.row_back(chart, row)
    held = replay.holding(head, own)
    if held is not None and (brief or held[1]):
        holds = retell(held[0].text)
        return (say("{text}, old by now", text=holds), "bad") if held[1] else (holds, "accent")
    if chart.rows[row].standing and replay.at(head) >= chart.end - head.by_steps:
        return say("for ever: {why}", why=_reason(chart.rows[row].standing)), "bad"
    if bar is None:
        return _ended(chart, row, replay.at(head))
    deed = replay.deed(head)
    now = head.by_steps or (deed.time == head.time and not bar.text)
    if deed.row == own and now:
        return retell(deed.text), ""
    meaning = {"run": "", "wait": "", "ready": say("could go on")}.get(bar.state, say(STATE_MEANINGS[bar.state]))
    return _reason(bar.text) or meaning, ""


def _ended(chart: Chart, row: int, now: int) -> tuple[str, str]:
    """What its end was, if it has come: a customer who left is no order that has been made."""
    bars = chart.rows[row].bars
    if not bars or bars[-1].end > now:
        return "", ""
    wrong = next((each for each in chart.markers_at(row, bars[-1].end, bars[-1].end + 1) if each.bad), None)
    return (retell(wrong.text), "bad") if wrong else (say("has finished"), "dim")


def _reason(text: str) -> str:
    """Who has what somebody wants stands behind an arrow: there is little room."""
    wants, held, holder = text.partition(", held by ")
    return f"{retell(wants)} ← {retell(holder)}" if held else retell(text)


def _standing_on(run: Shown, row: int, bar: Bar | None, room: int) -> Line:
    """The line of the program on which a row stands; of the one that has just done something,
    the line on which it did.
    """
    replay, head = run.replay, run.head
    if bar is None:
        return EMPTY
    deed = replay.deed(head)
    did = deed.line and head.by_steps and replay.row_in(replay.chart(head), deed.row) == row
    file, line = (deed.file, deed.line) if did else (bar.file, bar.line)
    text = "".join(replay.program(file).splitlines()[line - 1 : line]).strip() if line else ""
    if not text:
        return EMPTY
    number = f"{line}  "
    code = text if cell_len(number + text) <= room else text.partition("  #")[0].rstrip()
    return (Piece(f"{number}{code}", "dim"),)
