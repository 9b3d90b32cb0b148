"""A Gantt chart as a value: rows of bars on one axis, who let whom go on, what decided the end, what was worth marking.

The axis is virtual time in nanoseconds, or steps (one operation each): `Chart.unit` says which, and nothing else
differs. Bars of a row are in order and do not overlap; where there is none, the row did not exist or there is nothing
to say. Text in here is safe to draw (it was made so by `charting`). Everything that moves over a chart (a cursor, "the
next event") asks the functions here.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal
from unicodedata import combining, east_asian_width

from cafe_sim.catalogue import say, say_number
from cafe_sim.engine.kernel.trace import SECOND
from cafe_sim.game.views import LaneState

Unit = Literal["ns", "steps"]

WEIGHT: Final[dict[LaneState, int]] = {"idle": 0, "wait": 1, "ready": 2, "run": 3, "hold": 4, "stuck": 5}
"""Which state a cell shows that several share equally."""

CELLS_KEPT: Final = 400
"""Lanes that were drawn last."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One state of a row, from `start` to `end`."""

    start: int
    end: int
    state: LaneState
    text: str = ""
    """What it does there, or why it stands; "" where the state says it all."""
    file: str = ""
    line: int = 0
    """Of the program; 0 for none."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thread, task, worker or order."""

    name: str
    bars: tuple[Bar, ...]
    depth: int = 0
    """1 for what belongs to the row of depth 0 above it: a loop's task, a barista's order."""
    standing: str = ""
    """Why it stands for ever at its end; "" if it does not."""


@dataclass(frozen=True, slots=True)
class Hop:
    """Somebody let somebody else go on."""

    giver: int
    """A row."""
    given_at: int
    taker: int
    taken_at: int
    thing: str


@dataclass(frozen=True, slots=True)
class Leg:
    """A piece of the critical path."""

    row: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Marker:
    """Something worth a mark."""

    at: int
    row: int
    text: str
    bad: bool = False
    leads: bool = False
    """It has to do with what goes wrong elsewhere, and is not wrong itself."""

    @property
    def sign(self) -> str:
        return "✗" if self.bad else "•" if self.leads else "✔"


@dataclass(frozen=True)
class Chart:
    """One run."""

    title: str
    rows: tuple[Row, ...]
    end: int
    unit: Unit = "ns"
    legs: tuple[Leg, ...] = ()
    """The critical path (see `engine.causes`), in order; empty where nothing took time."""
    hops: tuple[Hop, ...] = ()
    markers: tuple[Marker, ...] = ()
    verdict: str = ""
    """What came of the run, in a sentence."""
    worked: bool = True
    sources: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Lines of the program, by file."""

    # ---- what is where ---------------------------------------------------------------------

    def bar_at(self, row: int, at: int) -> Bar | None:
        """The bar of a row that covers the moment; at a border the later one, at the very end the last one."""
        bars = self.rows[row].bars
        place = bisect_right(self._starts[row], at) - 1
        if place < 0:
            return None
        bar = bars[place]
        return bar if at < bar.end or at == bar.end == self.end else None

    def code(self, bar: Bar) -> str:
        """The line of the program that a bar stands on."""
        lines = self.sources.get(bar.file, ())
        return lines[bar.line - 1].strip() if 0 < bar.line <= len(lines) else ""

    def markers_at(self, row: int, start: int, end: int) -> tuple[Marker, ...]:
        """What is marked in a row from `start` to before `end`."""
        return tuple(each for each in self._markers_of.get(row, ()) if start <= each.at < end)

    def is_critical(self, row: int, at: int) -> bool:
        """The critical path is on that row at that moment."""
        return any(leg.start <= at < leg.end for leg in self.legs_of(row))

    def legs_of(self, row: int) -> Sequence[Leg]:
        """The critical path's pieces that are on that row, in order."""
        return self._legs_of.get(row, ())

    def next_event(self, at: int, row: int | None = None) -> int:
        """The next moment after `at` at which something changes, in one row or in any; the end if there is none."""
        edges = self._edges if row is None else self._edges_of(row)
        place = bisect_right(edges, at)
        return edges[place] if place < len(edges) else self.end

    def event_before(self, at: int, row: int | None = None) -> int:
        """The last moment before `at` at which something changes; 0 if there is none."""
        edges = self._edges if row is None else self._edges_of(row)
        place = bisect_left(edges, at)
        return edges[place - 1] if place else 0

    def released_by(self, row: int, bar: Bar) -> Hop | None:
        """Who ended the wait that `bar` is."""
        return next((hop for hop in self._hops_to.get(row, ()) if bar.start < hop.taken_at == bar.end), None)

    def states(self, row: int, start: float, per_cell: float, count: int) -> tuple[LaneState | None, ...]:
        """The row in cells (see `cells`); what was asked last is kept, for a cursor that moves changes no lane."""
        key = (row, start, per_cell, count)
        found = self._in_cells.get(key)
        if found is None:
            if len(self._in_cells) >= CELLS_KEPT:
                self._in_cells.clear()
            found = self._in_cells[key] = tuple(cells(self.rows[row].bars, start, per_cell, count))
        return found

    @cached_property
    def _in_cells(self) -> dict[tuple[int, float, float, int], tuple[LaneState | None, ...]]:
        return {}

    @cached_property
    def _starts(self) -> list[list[int]]:
        return [[bar.start for bar in row.bars] for row in self.rows]

    @cached_property
    def _edges(self) -> list[int]:
        edges = {edge for row in self.rows for bar in row.bars for edge in (bar.start, bar.end)}
        return sorted(edges | {marker.at for marker in self.markers})

    def _edges_of(self, row: int) -> list[int]:
        edges = {edge for bar in self.rows[row].bars for edge in (bar.start, bar.end)}
        return sorted(edges | {marker.at for marker in self._markers_of.get(row, ())})

    @cached_property
    def _legs_of(self) -> dict[int, list[Leg]]:
        found: dict[int, list[Leg]] = {}
        for each in self.legs:
            found.setdefault(each.row, []).append(each)
        return found

    @cached_property
    def _markers_of(self) -> dict[int, list[Marker]]:
        found: dict[int, list[Marker]] = {}
        for each in self.markers:
            found.setdefault(each.row, []).append(each)
        return found

    @cached_property
    def _hops_to(self) -> dict[int, list[Hop]]:
        found: dict[int, list[Hop]] = {}
        for hop in self.hops:
            found.setdefault(hop.taker, []).append(hop)
        return found


def cells(bars: Sequence[Bar], start: float, per_cell: float, count: int) -> list[LaneState | None]:
    """`count` cells of `per_cell` each from `start` on: the state that fills most of each, of equals the weightier."""
    states: list[LaneState | None] = [None] * count
    place = max(bisect_right(bars, start, key=lambda bar: bar.start) - 1, 0)
    for cell in range(count):
        left, right = start + cell * per_cell, start + (cell + 1) * per_cell
        while place < len(bars) and bars[place].end <= left:
            place += 1
        if place >= len(bars):
            break
        first = bars[place]
        if first.start <= left and first.end >= right:
            states[cell] = first.state
            continue
        shares: dict[LaneState, float] = {}
        each = place
        while each < len(bars) and bars[each].start < right:
            bar = bars[each]
            shares[bar.state] = shares.get(bar.state, 0.0) + min(bar.end, right) - max(bar.start, left)
            each += 1
        if shares:
            states[cell] = max(shares, key=lambda state: (round(shares[state] / per_cell, 6), WEIGHT[state]))
    return states


def wide(text: str) -> int:
    """Cells that a terminal takes for it."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(each) else 2 if east_asian_width(each) in "WF" else 1 for each in text)


def fitted(name: str, room: int) -> str:
    """A row's name in at most so many cells: names often differ at their ends, so what is too long loses its middle."""
    if wide(name) <= room:
        return name
    head, tail = (room - 1) - (room - 1) // 2, (room - 1) // 2
    front, back = name[:head], name[len(name) - tail :]
    while front and wide(front) > head:
        front = front[:-1]
    while back and wide(back) > tail:
        back = back[1:]
    return f"{front}…{back}" if room > 0 else ""


def length(amount: float, unit: Unit) -> str:
    """ "1.5 s", "250 ms", "3 operations"."""
    if unit == "steps":
        return say_number(
            "{amount:g} operation", "{amount:g} operations", int(amount) if amount == 1 else 2, amount=amount
        )
    for size, word in ((SECOND, "s"), (1_000_000, "ms"), (1_000, "µs")):
        if amount >= size:
            return f"{round(amount / size, 3):g} {word}"
    return f"{amount:g} ns" if amount else "0 s"


def moment(at: int, unit: Unit) -> str:
    """A place on the axis: "0:04.250", "operation 17"."""
    if unit == "steps":
        return say("operation {number}", number=at + 1)
    whole, rest = divmod(at, SECOND)
    fraction = f".{rest:09d}".rstrip("0") if rest else ""
    digits = fraction if len(fraction) > 4 or not rest else f"{fraction:0<4}"
    return f"{whole // 60}:{whole % 60:02d}{digits}"


def ticks(start: float, end: int, least: float, unit: Unit) -> Iterator[tuple[int, str]]:
    """(place, figure) for a ruler over `start` to `end`, not closer than `least`.

    Steps are counted from 1, so 1, 5, 10 …
    """
    size = tick(least, unit)
    number = max(-(-int(start) // size), 0)
    while True:
        at = number * size
        if unit == "steps":
            at = max(at - 1, 0)
        if at > end:
            return
        yield at, f"{at + 1:,}" if unit == "steps" else moment(at, unit)
        number += 1


def tick(least: float, unit: Unit) -> int:
    """The shortest round interval not below `least`: 1, 2, 5, 10 … seconds, thousandths of one, minutes; or steps."""
    size = 1
    while size < least:
        for factor in (2, 5, 10):
            if size * factor >= least or factor == 10:
                size *= factor
                break
    if unit == "ns" and size > 50 * SECOND:
        rounds = (60, 120, 300, 600, 1800, 3600, 7200, 21600, 43200, 86400)
        return next((seconds * SECOND for seconds in rounds if seconds * SECOND >= least), size)
    return size
