"""Iterative preemption bounding: first every schedule without a preemption, then those with one, then with two.

Musuvathi, Qadeer: Iterative context bounding for systematic testing of multithreaded programs (PLDI 2007): most bugs
need two preemptions or fewer, and the first counterexample found has as few as any.

A schedule is the list of its deviations from the default. Executing one shows all decisions after its last deviation,
and so all schedules that have one deviation more; each of these is filed under the number of its preemptions. (A turn
of a waiting loop that is made early, see `walks.fairness`, counts as one: else there would be no end of them.) So no
schedule is executed twice, whatever the bound, and a bound is finished when nothing is filed under it any more.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from cafe_sim.engine.explore.walks.given import Given
from cafe_sim.engine.explore.walks.schedule import Deviation
from cafe_sim.engine.explore.walks.walking import Walk

Deviations = tuple[Deviation, ...]


class Bounding:
    """The strategy. Exhausted, every schedule with at most `bound_max` preemptions was walked."""

    def __init__(self, bound_max: int, begin_with: Iterable[Deviations] = ((),)) -> None:
        self.bound_max = bound_max
        self.work: list[deque[Deviations]] = [deque() for _ in range(bound_max + 1)]
        """By number of preemptions: schedules still to be executed."""
        self.work[0].extend(begin_with)
        self._only = bound_max
        """Walk no schedule with more preemptions than this."""
        self._now: Deviations = ()

    @property
    def bound(self) -> int:
        """The number of preemptions of what is tried now."""
        return next((bound for bound, work in enumerate(self.work) if work), self.bound_max + 1)

    @property
    def exhausted(self) -> bool:
        return self.bound > self.bound_max

    @property
    def name(self) -> str:
        bound = min(self.bound, self.bound_max)
        return "no preemption" if bound == 0 else f"{bound} preemption{'s' if bound > 1 else ''}"

    def part(self, count: int) -> Bounding:
        """Take out `count` schedules of the present bound, to be walked with all that follow from them under it."""
        part = Bounding(self.bound_max, ())
        part._only = self.bound
        work = self.work[part._only]
        part.work[part._only].extend(work.popleft() for _ in range(min(count, len(work))))
        return part

    def add(self, part: Bounding) -> None:
        """Take back what is left of a part."""
        for mine, theirs in zip(self.work, part.work, strict=True):
            mine.extend(theirs)

    def begin(self) -> Given | None:
        """Make ready for the next walk; None if there is none."""
        if self.bound > self._only:
            return None
        self._now = self.work[self.bound].popleft()
        return Given(self._now)

    def end(self, walk: Walk) -> None:
        """The walk is over: put down what deviates once more."""
        now = self._now
        first = now[-1].at + 1 if now else 0
        decision = 0
        for step in walk.steps:
            if len(step.options) > 1:
                if decision >= first:
                    for option in range(1, len(step.options)):
                        bound = walk.cost + step.costly + (option >= step.usual)
                        if bound <= self.bound_max:
                            self.work[bound].append((*now, Deviation(decision, option)))
                decision += 1
