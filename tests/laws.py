"""Laws that runs are held against, from plain numbers: Little's law, times, bounds on a makespan.

Times are in whatever unit the caller uses. Sources: Little (1961) for L = λW; Graham (1966) for the bounds on a
makespan; Kleinrock, Queueing Systems I (1975), for the M/M/1 forms in the tests.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cafe_sim.engine.metrics import critical_path, mean, work_over_capacity

K = TypeVar("K", bound=Hashable)
Visit = tuple[float, float]
"""(arrival, departure)"""


def sojourns(visits: Iterable[Visit]) -> list[float]:
    """How long each was there: waiting and service together."""
    return [departure - arrival for arrival, departure in visits]


def utilisation(busy: Iterable[Visit], span: float, capacity: int = 1) -> float:
    """Share of the capacity that was in use: busy time over all places, between 0 and 1."""
    return sum(end - start for start, end in busy) / (span * capacity) if span > 0 else 0.0


def makespan_bound(durations: Mapping[K, float], needs: Mapping[K, Iterable[K]], capacity: int) -> float:
    """The least makespan: critical path or work over capacity, whichever is longer."""
    return max(critical_path(durations, needs), work_over_capacity(sum(durations.values()), capacity))


@dataclass(frozen=True, slots=True)
class Little:
    """Little's law over a window: the mean number present is the arrival rate times the mean time spent."""

    present: float
    """L: mean number present, from the count of who is there at each moment."""
    rate: float
    """λ: arrivals per unit of time."""
    spent: float
    """W: mean time spent, within the window."""

    @property
    def gap(self) -> float:
        """L - λW: nothing but rounding, or somebody was lost count of."""
        return self.present - self.rate * self.spent


def little(visits: Sequence[Visit], start: float, end: float) -> Little:
    """The law's three terms for those who came within [start, end]; who has not left by `end` counts up to there.

    L is summed over the moments at which somebody comes or goes, independently of W.
    """
    if not visits or end <= start:
        raise ValueError("Little's law needs visits, and a window that has a length")
    steps = sorted([(a, 1) for a, _ in visits] + [(min(d, end), -1) for _, d in visits])
    area, count, at = 0.0, 0, start
    for time, change in steps:
        area += count * (time - at)
        at = time
        count += change
    span = end - start
    spent = mean([min(d, end) - a for a, d in visits])
    return Little(area / span, len(visits) / span, spent)
