"""What a detector is: handlers by operation, fed with a trace's events in order, and a last word at the end.

A detector is one file. Its class says with `handler` which of its methods gets to see an operation's events;
`Watch` asks once in a process, and drives all detectors in one pass over the events, so that an operation nobody cares
for costs one look into a dict.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from cafe_sim.engine.detect.context import Context
from cafe_sim.engine.detect.fault import Findings
from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.trace import Row

Handler = Callable[[Any, int, Row], None]
"""Gets the detector, an event's index and its row: it is given its names when there is something to say."""


class Detector(Protocol):
    """Finds one sort of thing."""

    def __init__(self, context: Context, findings: Findings) -> None: ...

    @classmethod
    def handler(cls, op: str, alone: bool) -> Handler | None:
        """What to call with each event of that operation, if anything; `alone`: there has been but one actor."""

    def finish(self, execution: Execution) -> None:
        """The execution has run out, and is not yet closed: say what only its end shows."""


class NothingAtTheEnd:
    """For detectors to which the end of an execution says nothing."""

    def finish(self, execution: Execution) -> None:
        """Nothing to say."""


class OnlyAtTheEnd:
    """For detectors that look at the end alone."""

    def __init__(self, context: Context, findings: Findings) -> None:
        self._context = context
        self._findings = findings

    @classmethod
    def handler(cls, op: str, alone: bool) -> Handler | None:  # noqa: ARG003 - no operation matters
        """None."""
        return None
