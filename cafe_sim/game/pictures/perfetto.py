"""Charts in the Trace Event Format (JSON), which ui.perfetto.dev, chrome://tracing and Speedscope open.

One process for each chart, one thread for each row, named and kept in order by metadata events (`M`); a complete event (`X`) for each
bar, a flow (`s` … `f`) for each hand-over, an instant (`i`) for each moment that is marked, and a thread of its own for the critical
path. Timestamps are microseconds, with the nanoseconds as decimals; of a chart by steps, a step is a microsecond.

A flow binds to the slices that enclose its ends on their threads. A slice may end at the very moment of a hand-over: then the flow's end is
put just inside (by half a nanosecond, which is shorter than anything else here). Where there is no slice at all there is no flow.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from cafe_sim.game.pictures.chart import Chart

MICRO: Final = 1_000
_INSIDE: Final = 0.0005


def trace_events(charts: Sequence[Chart]) -> Iterator[dict[str, Any]]:
    """All events, process by process."""
    flow = 0
    for pid, chart in enumerate(charts, 1):
        yield from _names(chart, pid)
        scale = 1 if chart.unit == "steps" else MICRO
        for tid, row in enumerate(chart.rows, 1):
            for bar in row.bars:
                args = {"state": bar.state, "why": bar.text, "line": bar.line, "code": chart.code(bar)}
                yield {
                    "ph": "X",
                    "name": f"{bar.state}: {bar.text}" if bar.text else bar.state,
                    "cat": bar.state,
                    "ts": bar.start / scale,
                    "dur": (bar.end - bar.start) / scale,
                    "pid": pid,
                    "tid": tid,
                    "args": {name: value for name, value in args.items() if value},
                }
        for hop in chart.hops:
            given, taken = (
                _within(chart, hop.giver, hop.given_at, scale),
                _within(chart, hop.taker, hop.taken_at, scale),
            )
            if given is not None and taken is not None:
                flow += 1
                both = {"id": flow, "name": hop.thing or "hand-over", "cat": "hand-over", "pid": pid}
                yield {"ph": "s", "ts": given, "tid": hop.giver + 1} | both
                yield {"ph": "f", "bp": "e", "ts": max(given, taken), "tid": hop.taker + 1} | both
        for each in chart.moments:
            yield {"ph": "i", "s": "t", "name": each.text, "cat": "fault" if each.bad else "done", "ts": each.at / scale, "pid": pid, "tid": each.row + 1}  # fmt: skip
        for leg in chart.legs:
            name = chart.rows[leg.row].name
            yield {"ph": "X", "name": name, "cat": "critical path", "ts": leg.start / scale, "dur": (leg.end - leg.start) / scale, "pid": pid, "tid": len(chart.rows) + 1}  # fmt: skip


def _names(chart: Chart, pid: int) -> Iterator[dict[str, Any]]:
    yield {"ph": "M", "name": "process_name", "pid": pid, "tid": 0, "args": {"name": chart.title or "a run"}}
    yield {"ph": "M", "name": "process_sort_index", "pid": pid, "tid": 0, "args": {"sort_index": pid}}
    names = [f"{'· ' * row.depth}{row.name}" for row in chart.rows] + (["critical path"] if chart.legs else [])
    for tid, name in enumerate(names, 1):
        yield {"ph": "M", "name": "thread_name", "pid": pid, "tid": tid, "args": {"name": name}}
        yield {"ph": "M", "name": "thread_sort_index", "pid": pid, "tid": tid, "args": {"sort_index": tid}}


def _within(chart: Chart, row: int, at: int, scale: int) -> float | None:
    """The moment, or just before it where the row's bar ends then and no other begins; None where there is no bar at all."""
    if chart.bar_at(row, at) is not None and at < chart.end:
        return at / scale
    return at / scale - _INSIDE if at and chart.bar_at(row, at - 1) is not None else None


def trace_json(charts: Sequence[Chart]) -> str:
    """The file, an event a line."""
    unit = "ns" if all(chart.unit == "ns" for chart in charts) else "ms"
    about = {"verdicts": [chart.verdict for chart in charts]}
    events = ",\n".join(json.dumps(event, ensure_ascii=True, allow_nan=False) for event in trace_events(charts))
    return f'{{"displayTimeUnit": "{unit}", "otherData": {json.dumps(about)}, "traceEvents": [\n{events}\n]}}\n'
