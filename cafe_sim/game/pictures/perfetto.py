"""Charts in the Trace Event Format (JSON), which ui.perfetto.dev, chrome://tracing and Speedscope open.

One process for each chart, one thread for each row, named and kept in order by metadata events (`M`); a complete event
(`X`) for each bar, a flow (`s` … `f`) for each hand-over, an instant (`i`) for each moment that is marked, and a thread
of its own for the critical path. Names are in the language in force; categories and the keys of arguments are English
always, for queries ask by them. Timestamps are microseconds, with the nanoseconds as decimals; of a chart by steps, a
step is a microsecond.

What Perfetto's importer (`importers/json`, `process_tracker.cc`) adds to the format's description, and is kept to here:

- thread names go by the thread's number alone, so no number is used twice, not even in different processes. And a
  process gets a thread of its own number, and may even be called after it, so no row has that number, in either of two
  runs;
- decimals are cut, not rounded, after a product that may be a hair too small: a tenth of a nanosecond more keeps the
  right one;
- a flow binds to the slices that enclose its ends on their threads. Where one slice ends as another begins, the viewer
  of chrome://tracing may take the former: so an end is put half a nanosecond into its slice, which Perfetto cuts off.
  A slice may end at the very moment of a hand-over: then the flow's end is put just before it. Where there is no slice
  at all there is no flow;
- a flow leads from the slice that began first to the other, whichever of them gave. So who takes in the midst of a
  slice that is older than the giver's gets a slice of a nanosecond inside it for just that;
- letters are written as they are: of the escapes that JSON has for them older versions refuse all, newer ones those
  that are surrogate pairs (a thread may be called 🍪);
- `displayTimeUnit` is left out: some versions took it for the unit of the timestamps.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from cafe_sim.catalogue import retell, say
from cafe_sim.game.colours import state_word
from cafe_sim.game.pictures.chart import Chart

MICRO: Final = 1_000
_HAIR: Final = 0.0001
_INSIDE: Final = 0.0005
_LEAST: Final = 0.001
"""What the shortest slice lasts."""
_BEFORE: Final = 0.000_999_5
"""An end: such a slice still fits between, by chrome://tracing's tolerance of a picosecond."""


def trace_events(charts: Sequence[Chart]) -> Iterator[dict[str, Any]]:
    """All events, process by process."""
    thread = flow = 0
    for place, chart in enumerate(charts, 1):
        writer = _Writer(chart, place, thread + 1, flow)
        yield from writer.names()
        yield from writer.bars()
        yield from writer.flows()
        yield from writer.marks()
        thread += len(chart.rows) + 2
        flow += len(chart.hops)


class _Writer:
    """Writes a chart as the process `pid`; its rows are the threads that follow, the last the critical path."""

    def __init__(self, chart: Chart, place: int, pid: int, flow: int) -> None:
        self._chart = chart
        self._place = place
        self._pid = pid
        self._first = pid + 1
        self._flow = flow

    def names(self) -> Iterator[dict[str, Any]]:
        """Of the process and its threads, and in which order they stand."""
        chart, first = self._chart, self._first
        yield self._meta("process_name", self._pid, {"name": retell(chart.title) or say("a run")})
        yield self._meta("process_sort_index", self._pid, {"sort_index": self._place})
        names = [f"{'· ' * row.depth}{retell(row.name)}" for row in chart.rows]
        names += [say("critical path")] if chart.legs else []
        for tid, name in enumerate(names, first):
            yield self._meta("thread_name", tid, {"name": name})
            yield self._meta("thread_sort_index", tid, {"sort_index": tid})

    def bars(self) -> Iterator[dict[str, Any]]:
        """Every row's, then the path's."""
        chart = self._chart
        for tid, row in enumerate(chart.rows, self._first):
            for bar in row.bars:
                state, why = state_word(bar.state), retell(bar.text)
                args = {"state": bar.state, "why": why, "line": bar.line, "code": chart.code(bar)}
                about = {name: value for name, value in args.items() if value}
                name = say("{a}: {b}", a=state, b=why) if why else state
                yield self._slice(tid, name, bar.state, bar.start, bar.end) | {"args": about}
        for leg in chart.legs:
            tid = self._first + len(chart.rows)
            yield self._slice(tid, retell(chart.rows[leg.row].name), "critical path", leg.start, leg.end)

    def flows(self) -> Iterator[dict[str, Any]]:
        """Every hand-over between two slices."""
        for number, hop in enumerate(self._chart.hops, self._flow + 1):
            given, taken = self._within(hop.giver, hop.given_at), self._within(hop.taker, hop.taken_at)
            if given is None or taken is None:
                continue
            taker, name = self._first + hop.taker, retell(hop.thing) or say("hand-over")
            if taken.began < given.began:
                taking = {"ph": "X", "name": name, "cat": "hand-over", "pid": self._pid, "tid": taker}
                yield taking | {"ts": taken.at, "dur": _LEAST}
            both = {"id": number, "name": name, "cat": "hand-over", "pid": self._pid}
            yield {"ph": "s", "ts": given.at, "tid": self._first + hop.giver} | both
            yield {"ph": "f", "bp": "e", "ts": max(given.at, taken.at), "tid": taker} | both

    def marks(self) -> Iterator[dict[str, Any]]:
        """What is worth a mark."""
        for each in self._chart.markers:
            about = {"name": retell(each.text), "cat": "fault" if each.bad or each.leads else "done", "pid": self._pid}
            yield {"ph": "i", "s": "t", "ts": self._micro(each.at), "tid": self._first + each.row} | about

    def _meta(self, name: str, tid: int, args: dict[str, object]) -> dict[str, Any]:
        return {"ph": "M", "name": name, "pid": self._pid, "tid": tid, "args": args}

    def _slice(self, tid: int, name: str, category: str, start: int, end: int) -> dict[str, Any]:
        span = {"ts": self._micro(start), "dur": self._micro(end - start)}
        return {"ph": "X", "name": name, "cat": category, "pid": self._pid, "tid": tid} | span

    def _micro(self, at: int) -> float:
        if self._chart.unit == "steps":
            return at
        whole, rest = divmod(at, MICRO)
        return round(at / MICRO + _HAIR, 4) if rest else whole

    def _within(self, row: int, at: int) -> _End | None:
        """The moment, or just before it where the row's bar ends and no other begins; None where there is no bar."""
        bar = self._chart.bar_at(row, at) if at < self._chart.end else None
        if bar is not None:
            return _End(round(self._micro(at) + _INSIDE, 4), bar.start)
        bar = self._chart.bar_at(row, at - 1) if at else None
        return _End(round(self._micro(at) - _BEFORE, 7), bar.start) if bar is not None else None


class _End(NamedTuple):
    """Of a flow."""

    at: float
    began: int
    """When the bar did in which it lies."""


def trace_json(charts: Sequence[Chart]) -> str:
    """The file, an event a line."""
    about = {"verdicts": [retell(chart.verdict) for chart in charts]}
    events = ",\n".join(map(_json, trace_events(charts)))
    return f'{{"otherData": {_json(about)}, "traceEvents": [\n{events}\n]}}\n'


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
