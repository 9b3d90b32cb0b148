"""Drives all detectors over a trace in one pass, at once or bit by bit.

`find` is for an execution that has run out (not yet closed: the end shows who stands where) or for a trace.
A live shift keeps a `Watch` and calls `catch_up` now and then.
"""

from __future__ import annotations

from functools import cache

from cafe_sim.engine.detect.asides import Asides
from cafe_sim.engine.detect.context import Context, LiveContext, TraceContext
from cafe_sim.engine.detect.data_race import DataRace
from cafe_sim.engine.detect.deadlock import Deadlock
from cafe_sim.engine.detect.detector import Detector, Handler
from cafe_sim.engine.detect.errors import Errors
from cafe_sim.engine.detect.fault import Fault, Findings, Note
from cafe_sim.engine.detect.livelock import Livelock
from cafe_sim.engine.detect.lost_update import LostUpdate
from cafe_sim.engine.detect.starvation import Starvation
from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.trace import Trace

DETECTORS: tuple[type[Detector], ...] = (DataRace, LostUpdate, Asides, Starvation, Deadlock, Livelock, Errors)


class _Plan(dict[str, tuple[tuple[int, Handler], ...]]):
    """By operation: the detectors that care for it, by number, each with what it does."""

    def __init__(self, detectors: tuple[type[Detector], ...], alone: bool) -> None:
        super().__init__()
        self._detectors = detectors
        self._alone = alone

    def __missing__(self, op: str) -> tuple[tuple[int, Handler], ...]:
        asked = [(number, kind.handler(op, self._alone)) for number, kind in enumerate(self._detectors)]
        found = self[op] = tuple([(number, handler) for number, handler in asked if handler is not None])
        return found


_plan = cache(_Plan)


class Watch:
    """All detectors on one execution or trace."""

    def __init__(self, what: Execution | Trace, detectors: tuple[type[Detector], ...] = DETECTORS) -> None:
        context: Context = LiveContext(what) if isinstance(what, Execution) else TraceContext(what)
        self._context = context
        self._findings = Findings()
        self._kinds = detectors
        self._detectors = [detector(context, self._findings) for detector in detectors]
        self._next = 0

    def catch_up(self) -> None:
        """Look at the events that came since last time."""
        rows, detectors = self._context.rows, self._detectors
        plan = _plan(self._kinds, self._context.is_alone())
        start = self._next
        self._next = len(rows)
        for index, row in enumerate(rows if start == 0 else rows[start:], start):
            for number, handle in plan[row[3]]:
                handle(detectors[number], index, row)

    def finish(self, execution: Execution) -> None:
        """The execution has run out: also what only its end shows."""
        self.catch_up()
        for detector in self._detectors:
            detector.finish(execution)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong, as far as seen; each once."""
        return tuple([fault.told() for fault in self.untold])

    @property
    def untold(self) -> tuple[Fault, ...]:
        """The same, for those who want few of them in words."""
        return self._findings.faults()

    @property
    def notes(self) -> tuple[Note, ...]:
        """What else is worth saying, as far as seen."""
        return self._findings.notes()

    def over(self) -> tuple[tuple[Fault, ...], tuple[Note, ...]]:
        """Faults, untold, and notes, for the last time: what was kept is let go, and no cycle is left."""
        found = self.untold, self.notes
        self._findings.clear()
        return found


def find(what: Execution | Trace) -> tuple[tuple[Fault, ...], tuple[Note, ...]]:
    """(faults, notes) of a run-out execution, before it is closed, or of a trace, which lacks what only an end shows.

    Faults may still have to be put into words (`Fault.told`), and hold on to the execution until they are.
    """
    watch = Watch(what)
    if isinstance(what, Execution):
        watch.finish(what)
    else:
        watch.catch_up()
    return watch.over()
