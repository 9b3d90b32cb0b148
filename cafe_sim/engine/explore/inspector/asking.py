"""What is asked of a crew under a budget: an answer is waited for, but not for ever.

A worker that computes or waits where the engine cannot see it may never answer. Some time after the budget is over it
is given up: a crew that can drop what it has in hand does so, and whoever waited is told with `WorkerLost`.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future, wait
from time import monotonic
from typing import ParamSpec, TypeVar

from cafe_sim.engine.explore.processes.hands import Hands
from cafe_sim.engine.explore.processes.where import standing
from cafe_sim.errors import WorkerLost

SLICE_SECONDS = 0.2
"""What one task takes, roughly; and the longest single wait."""
GRACE = 1.5
"""Seconds that workers may take to answer when the time is over: an execution looks at the clock every half second."""
PATIENCE = 5.0
"""The least that is waited for a single answer, however small the budget: a process may have to be started for it, a
schedule be shortened. But when the time is over by twice as much, each is the last.
"""

P = ParamSpec("P")
T = TypeVar("T")


class Asking:
    """A crew, and the seconds that all of its work may take, from now on."""

    def __init__(self, crew: Executor, seconds_max: float, target: str) -> None:
        self._crew = crew
        self._seconds_max = seconds_max
        self._target = target
        self._began = monotonic()

    @property
    def seconds(self) -> float:
        """How long it has taken up to now."""
        return monotonic() - self._began

    @property
    def standing(self) -> str:
        """ " in line 7 of shop.py", where those at work can be asked and stand in it; else ""."""
        return standing(self._crew.stacks(), self._target) if isinstance(self._crew, Hands) else ""

    @property
    def unanswered(self) -> str:
        """What is said when no answer comes; not yet a whole sentence."""
        where = self.standing
        stood = f", and stood{where}" if where else ""
        return (
            f"A worker process had not answered when the time was over{stood}; "
            f"see what {self._target} waits for, or computes, where the engine cannot see it"
        )

    def ask(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand a task in."""
        return self._crew.submit(fn, *args, **kwargs)

    def answer(self, future: Future[T]) -> T:
        """The result of a future. Raises WorkerLost also where the time is long over."""
        left = self._seconds_max - self.seconds
        until = max(left + GRACE, min(PATIENCE, left + 2 * PATIENCE)) + monotonic()
        while not future.done():
            # never one long wait: an interrupt that comes just before it would be noticed only at its end
            wait([future], timeout=SLICE_SECONDS)
            if monotonic() > until:
                lost = WorkerLost(self.unanswered)  # said while they still stand somewhere
                self.drop()
                raise lost
        return future.result()

    def drop(self) -> None:
        """Let everything that is in hand fall, if the crew can."""
        if isinstance(self._crew, Hands):
            self._crew.drop()
