"""Drives all detectors over a trace in one pass, at once or bit by bit.

`find` is for an execution that has run out (not yet closed: the end shows who stands where) or for a trace.
A live shift keeps a `Watch` and calls `catch_up` now and then.
"""

from __future__ import annotations

from cafe_sim.engine.detect.asides import Asides
from cafe_sim.engine.detect.data_race import DataRace
from cafe_sim.engine.detect.deadlock import Deadlock
from cafe_sim.engine.detect.detector import Detector, Handler
from cafe_sim.engine.detect.errors import Errors
from cafe_sim.engine.detect.fault import Fault, Findings, Note
from cafe_sim.engine.detect.livelock import Livelock
from cafe_sim.engine.detect.lost_update import LostUpdate
from cafe_sim.engine.detect.source import LiveSource, Source, TraceSource
from cafe_sim.engine.detect.starvation import Starvation
from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.trace import Row, Trace

DETECTORS: tuple[type[Detector], ...] = (DataRace, LostUpdate, Asides, Starvation, Deadlock, Livelock, Errors)


_careful: dict[tuple[tuple[type[Detector], ...], bool, str], tuple[int, ...]] = {}
"""By detectors, whether there is but one actor, and operation: which of them care for it."""


class Watch:
    """All detectors on one execution or trace."""

    def __init__(self, what: Execution | Trace, detectors: tuple[type[Detector], ...] = DETECTORS) -> None:
        source: Source = LiveSource(what) if isinstance(what, Execution) else TraceSource(what)
        self._source = source
        self._findings = Findings()
        self._kinds = detectors
        self._detectors = [detector(source, self._findings) for detector in detectors]
        self._table: dict[str, Handler | None] = {}
        """By operation met so far: who wants to see it."""
        self._alone = True
        self._next = 0

    def catch_up(self) -> None:
        """Look at the events that came since last time."""
        rows = self._source.rows
        table = self._table
        if self._alone and not self._source.is_alone():
            self._alone = False
            table.clear()  # some detectors want to see more from now on
        start = self._next
        self._next = len(rows)
        for index, row in enumerate(rows if start == 0 else rows[start:], start):
            try:
                handler = table[row[3]]
            except KeyError:
                handler = self._meet(row[3])
            if handler is not None:
                handler(index, row)

    def _meet(self, op: str) -> Handler | None:
        """The first event of an operation: ask every detector, in order."""
        known = _careful.get((self._kinds, self._alone, op))
        if known is None:
            known = tuple([n for n, each in enumerate(self._detectors) if each.handler(op) is not None])
            _careful[self._kinds, self._alone, op] = known
        found: Handler | None = None
        for n in known:
            handler = self._detectors[n].handler(op)
            if handler is not None:
                found = handler if found is None else _in_turn(found, handler)
        self._table[op] = found
        return found

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
        """Faults, untold, and notes, for the last time: nothing is left that holds on to itself and waits for the collector."""
        found = self.untold, self.notes
        self._findings.clear()
        return found


def _in_turn(first: Handler, second: Handler) -> Handler:
    def both(index: int, event: Row) -> None:
        first(index, event)
        second(index, event)

    return both


def find(what: Execution | Trace) -> tuple[tuple[Fault, ...], tuple[Note, ...]]:
    """(faults, notes) of a run-out execution, before it is closed, or of a trace (what its end alone shows is then missing)."""
    faults, notes = find_untold(what)
    return tuple([fault.told() for fault in faults]), notes


def find_untold(what: Execution | Trace) -> tuple[tuple[Fault, ...], tuple[Note, ...]]:
    """The same; faults may still have to be put into words, and hold on to the execution until they are."""
    watch = Watch(what)
    if isinstance(what, Execution):
        watch.finish(what)
    else:
        watch.catch_up()
    return watch.over()
