"""A run looked at again: where one stands in it, how every command moves that, and what is to be seen there. Pure.

A *playhead* stands on a deed (see `pictures.deeds`) and at a moment of virtual time not before it; on the axis of steps
the deed says all. Nothing is executed again and nothing is walked through: every question is a bisection in what was
sorted once, so any place of a run of ten thousand events is as near as the next one.

In an order that an inspector chose, clocks need not agree with the order: what somebody does at 0:05 may come after
what another did at 0:06. So on the axis of time a deed stands where all deeds up to it are done.

Of two runs side by side only one has a playhead; `Playback.beside` says where the other one is then, at the same moment
or at the same step.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from cafe_sim.engine.kernel.trace import SECOND

if TYPE_CHECKING:
    from cafe_sim.game.pictures.chart import Bar, Chart
    from cafe_sim.game.pictures.charting import Charts
    from cafe_sim.game.pictures.deeds import CellHistory, CellValue, Deed, Holding

SPEEDS: Final = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 32.0)
STEPS_A_SECOND: Final = 2.0
"""How fast a run is played by steps at speed 1."""
WATCHABLE: Final = (5.0, 300.0)
"""Seconds that a run may take to be played as long as it took; shorter and longer ones take `WATCHED` at speed 1."""
WATCHED: Final = 30.0
LEAP: Final = 12
"""A leap through a run in which nothing is marked goes over this part of its deeds."""


@dataclass(frozen=True, slots=True)
class Playhead:
    """Where one stands, and what one looks at."""

    deed: int = 0
    """Index of the last deed that was done."""
    time: int = 0
    """Virtual nanoseconds; from when all up to the deed was done, to the next one's."""
    by_steps: bool = False
    row: int = -1
    """The row of the chart by steps that is looked at; -1: always who moves."""
    follows: bool = False
    """Steps are those of that row alone."""
    everything: bool = False
    """Steps are all deeds, and not only those that matter."""
    speed: int = SPEEDS.index(1.0)
    carry: float = 0.0
    """Part of the next step that was played."""


class Playback:
    """One run, ready to be looked at anywhere. There is no run without a deed: its program begins."""

    def __init__(self, charts: Charts) -> None:
        self.charts = charts
        self.deeds: Sequence[Deed] = charts.told.deeds
        self.times: Sequence[int] = list(accumulate((deed.time for deed in self.deeds), max))
        """By deed: when all up to it is done."""
        self._steps = [deed.step for deed in self.deeds]
        self._shown: dict[tuple[bool, int], list[int]] = {}
        self._programs: dict[str, str] = {}

    # ---- what there is ---------------------------------------------------------------------

    def chart(self, head: Playhead) -> Chart:
        """What its lanes are drawn from."""
        return self.charts.by_steps if head.by_steps else self.charts.by_time

    def deed(self, head: Playhead) -> Deed:
        """What was done last."""
        return self.deeds[head.deed]

    def at(self, head: Playhead) -> int:
        """The place on the axis."""
        return self.deed(head).step if head.by_steps else head.time

    def row_here(self, head: Playhead) -> int:
        """The row (by steps) that is looked at: the one that was chosen, or who moves."""
        return head.row if head.row >= 0 else self.deed(head).row

    def row_in(self, chart: Chart, row: int) -> int:
        """The row of `chart` that a row of the chart by steps is there; of a task that has none, its thread's."""
        rows = self.charts.by_steps.rows
        if chart is self.charts.by_steps or not 0 <= row < len(rows):
            return row
        return self._by_name.get(rows[row].name, self._by_name.get(rows[self._thread_of(row)].name, 0))

    def row_back(self, chart: Chart, row: int) -> int:
        """The opposite; -1 for a row that the chart by steps has not."""
        if chart is self.charts.by_steps:
            return row
        name = chart.rows[row].name
        return next((number for number, each in enumerate(self.charts.by_steps.rows) if each.name == name), -1)

    def _thread_of(self, row: int) -> int:
        rows = self.charts.by_steps.rows
        return next(at for at in range(row, -1, -1) if not rows[at].depth)

    @cached_property
    def _by_name(self) -> dict[str, int]:
        return {row.name: number for number, row in reversed(list(enumerate(self.charts.by_time.rows)))}

    def program(self, file: str) -> str:
        """The text of a file of the program; of what is in no file, the first there is."""
        if file not in self._programs:
            sources = self.charts.by_steps.sources
            lines = sources.get(file) or next((lines for lines in sources.values() if lines), ())
            self._programs[file] = "\n".join(lines)
        return self._programs[file]

    def shown(self, head: Playhead) -> Sequence[int]:
        """Indexes of the deeds that one steps through."""
        row = head.row if head.follows else -1
        key = (head.everything, row)
        if key not in self._shown:
            kept = [
                index
                for index, deed in enumerate(self.deeds)
                if row in (-1, deed.row) and (head.everything or deed.matters)
            ]
            self._shown[key] = kept or [index for index, deed in enumerate(self.deeds) if row in (-1, deed.row)]
        return self._shown[key]

    @cached_property
    def marked(self) -> Sequence[int]:
        """Indexes of the deeds that have to do with what goes wrong."""
        return [index for index, deed in enumerate(self.deeds) if deed.mark]

    @property
    def fault(self) -> int:
        """The first deed that goes wrong, of several at one step the last: that closes the circle; the last marked one
        if none does by itself; -1 where nothing is marked.
        """
        wrong = [index for index in self.marked if self.deeds[index].is_wrong]
        if not wrong:
            return self.marked[-1] if self.marked else -1
        return max(index for index in wrong if self.deeds[index].step == self.deeds[wrong[0]].step)

    # ---- what is to be seen ----------------------------------------------------------------

    def bar(self, head: Playhead, row: int) -> Bar | None:
        """What a row of the chart that is drawn does; after its own end, nothing."""
        chart = self.chart(head)
        return chart.bar_at(row, min(self.at(head), chart.end))

    def values(self, head: Playhead) -> list[tuple[CellHistory, CellValue | None]]:
        """Every shared cell and what it is; None before anybody looked at it."""
        step = self.deed(head).step
        found: list[tuple[CellHistory, CellValue | None]] = []
        for cell in self.charts.told.cells:
            place = bisect_right(cell.values, step, key=lambda value: value.step)
            found.append((cell, cell.values[place - 1] if place else None))
        return found

    def stood(self, head: Playhead, row: int) -> tuple[str, int]:
        """(file, line) on which a row (by steps) did something last, or, if it never has,
        anybody; ("", 0) before that.
        """
        places = self._places.get(row, self._places[-1])
        place = bisect_right(places, head.deed)
        deed = self.deeds[places[place - 1]] if place else None
        return (deed.file, deed.line) if deed else ("", 0)

    @cached_property
    def _places(self) -> dict[int, list[int]]:
        """By row: the deeds that have a line; those of all rows as -1's."""
        found: dict[int, list[int]] = {-1: []}
        for index, deed in enumerate(self.deeds):
            if deed.line:
                found.setdefault(deed.row, []).append(index)
                found[-1].append(index)
        return found

    def holding(self, head: Playhead, row: int) -> tuple[Holding, bool] | None:
        """What a row (by steps) goes on from, and whether that is old by now; None where nothing matters."""
        step = self.deed(head).step
        for each in self.charts.told.holdings:
            if each.row == row and each.start <= step < each.end:
                return each, step >= each.old
        return None

    # ---- commands --------------------------------------------------------------------------

    def to(self, head: Playhead, deed: int) -> Playhead:
        """That deed has just been done."""
        deed = max(0, min(deed, len(self.deeds) - 1))
        return replace(head, deed=deed, time=self.times[deed], carry=0.0)

    def start(self, head: Playhead) -> Playhead:
        shown = self.shown(head)
        return self.to(head, shown[0] if shown else 0)

    def end(self, head: Playhead) -> Playhead:
        """The last deed there is to step to, when all is over."""
        shown = self.shown(head)
        last = self.to(head, shown[-1] if shown else 0)
        return replace(last, time=max(last.time, self.charts.by_time.end)) if not head.follows else last

    def step(self, head: Playhead, by: int) -> Playhead:
        """So many of the shown deeds on or back; from within a pause, back is to the deed before it."""
        shown = self.shown(head)
        if not shown:
            return head
        if by > 0:
            place = bisect_right(shown, head.deed) + by - 1
            return self.to(head, shown[place]) if place < len(shown) else self.end(head)
        place = bisect_left(shown, head.deed) + by
        if head.time > self.times[head.deed] and not head.by_steps:
            place = bisect_right(shown, head.deed) + by
        return self.to(head, shown[max(place, 0)])

    def page(self, head: Playhead, by: int) -> Playhead:
        """Over a part of the run."""
        return self.step(head, by * max(len(self.shown(head)) // LEAP, 1))

    def leap(self, head: Playhead, by: int) -> Playhead:
        """To the next or last deed that has to do with what goes wrong; where nothing does, over a part of the run."""
        if not self.marked:
            return self.page(head, by)
        place = bisect_right(self.marked, head.deed) if by > 0 else bisect_left(self.marked, head.deed) - 1
        if 0 <= place < len(self.marked):
            return self.to(head, self.marked[place])
        return self.end(head) if by > 0 else self.start(head)

    def to_fault(self, head: Playhead) -> Playhead:
        """Where it goes wrong, if it does."""
        return self.to(head, self.fault) if self.fault >= 0 else head

    def scrub(self, head: Playhead, at: float) -> Playhead:
        """There on the axis."""
        place = max(0, min(round(at), self.chart(head).end))
        if head.by_steps:
            return self.to(head, bisect_right(self._steps, place) - 1)
        return replace(self.to(head, bisect_right(self.times, place) - 1), time=place)

    def turn(self, head: Playhead) -> Playhead:
        """The other axis, at the same place."""
        return replace(head, by_steps=not head.by_steps, carry=0.0)

    def look(self, head: Playhead, by: int) -> Playhead:
        """Look at the row below or above; above the first one is "whoever moves"."""
        count = len(self.charts.by_steps.rows)
        row = (head.row + 1 + by) % (count + 1) - 1
        return replace(head, row=row, follows=head.follows and row >= 0)

    def follow(self, head: Playhead) -> Playhead:
        """Step through the deeds of one row alone, of who moves if none was chosen; or of all again."""
        if head.follows:
            return replace(head, follows=False, row=-1)
        return replace(head, follows=True, row=self.row_here(head))

    def faster(self, head: Playhead, by: int) -> Playhead:
        return replace(head, speed=max(0, min(head.speed + by, len(SPEEDS) - 1)))

    def is_over(self, head: Playhead) -> bool:
        """There is nothing left to be played."""
        shown = self.shown(head)
        if head.by_steps or head.follows:
            return not shown or head.deed >= shown[-1]
        return head.time >= self.charts.by_time.end and (not shown or head.deed >= shown[-1])

    def play(self, head: Playhead, seconds: float) -> Playhead:
        """What so many seconds of watching come to: time, or steps."""
        amount = seconds * SPEEDS[head.speed]
        if head.by_steps or head.follows:
            steps, carry = divmod(head.carry + amount * STEPS_A_SECOND, 1.0)
            moved = self.step(head, int(steps)) if steps else head
            return replace(moved, carry=carry)
        return self.scrub(head, head.time + round(amount * self._pace))

    @cached_property
    def _pace(self) -> float:
        """Virtual nanoseconds to a second of watching: milliseconds would be over at once, and hours never."""
        seconds = self.charts.by_time.end / SECOND
        return SECOND if WATCHABLE[0] <= seconds <= WATCHABLE[1] else self.charts.by_time.end / WATCHED

    # ---- two runs --------------------------------------------------------------------------

    def beside(self, head: Playhead, of: Playback) -> Playhead:
        """Where this run is when `of` stands at `head`: at the same moment or step; at its end, if it is shorter."""
        return self.scrub(replace(head, deed=0, row=-1, follows=False), of.at(head))
