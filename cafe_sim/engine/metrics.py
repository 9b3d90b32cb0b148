"""Measures of a run and their bounds, from plain numbers. Knows no engine, no trace and no café.

Times are in whatever unit the caller uses, the same throughout. Sources: Little (1961) for L = λW; Amdahl (1967); Graham (1966) for
the bounds on a makespan; Kleinrock, Queueing Systems I (1975), for the M/M/1 forms that the tests hold a run against.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
Visit = tuple[float, float]
"""(arrival, departure)"""


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean. Raises ValueError for none."""
    if not values:
        raise ValueError("there is no mean of nothing")
    return sum(values) / len(values)


def percentile(values: Sequence[float], share: float) -> float:
    """The least of the values that at least `share` of all do not exceed (nearest rank: always one of the values)."""
    if not values or not 0 < share <= 1:
        raise ValueError("a percentile needs values, and a share above 0 and up to 1")
    rank = ceil(share * len(values) - 1e-9)
    return sorted(values)[max(rank, 1) - 1]


def sojourns(visits: Iterable[Visit]) -> list[float]:
    """How long each was there: waiting and service together."""
    return [departure - arrival for arrival, departure in visits]


def throughput(count: int, span: float) -> float:
    """Jobs done per unit of time; 0 where no time passed."""
    return count / span if span > 0 else 0.0


def utilisation(busy: Iterable[Visit], span: float, capacity: int = 1) -> float:
    """Share of the capacity that was in use: busy time over all places, between 0 and 1."""
    return sum(end - start for start, end in busy) / (span * capacity) if span > 0 else 0.0


def makespan(jobs: Sequence[Visit]) -> float:
    """From the first start to the last end; 0 for no jobs."""
    return max((end for _, end in jobs), default=0.0) - min((start for start, _ in jobs), default=0.0)


# ---- bounds that no schedule can beat ---------------------------------------------------------


def critical_path(durations: Mapping[K, float], needs: Mapping[K, Iterable[K]]) -> float:
    """The longest chain of jobs each of which needs the one before. Raises ValueError where the needs go in a circle."""
    ends: dict[K, float] = {}
    open_jobs: set[K] = set()

    def end_of(job: K) -> float:
        if job not in ends:
            if job in open_jobs:
                raise ValueError(f"{job} needs itself")
            open_jobs.add(job)
            ends[job] = durations[job] + max((end_of(other) for other in needs.get(job, ())), default=0.0)
        return ends[job]

    return max((end_of(job) for job in durations), default=0.0)


def work_over_capacity(work: float, capacity: int) -> float:
    """All the work, shared out perfectly."""
    return work / capacity


def makespan_bound(durations: Mapping[K, float], needs: Mapping[K, Iterable[K]], capacity: int) -> float:
    """The least makespan: critical path or work over capacity, whichever is longer."""
    return max(critical_path(durations, needs), work_over_capacity(sum(durations.values()), capacity))


def amdahl(serial: float, parallel: float, workers: int) -> float:
    """Least time for a job of which the serial part cannot be shared out; the speed-up is at most (s + p) / this."""
    return serial + parallel / workers


# ---- laws -------------------------------------------------------------------------------------


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


def unaccounted(arrived: int, *fates: int) -> int:
    """Conservation: arrivals less everything that became of them (served, lost, still there). Anything but 0 is a bug."""
    return arrived - sum(fates)
