"""Measures of a run and their bounds, from plain numbers. Knows no engine, no trace and no café.

Times are in whatever unit the caller uses, the same throughout. Source: Graham (1966) for the bounds on a makespan.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from math import ceil
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean. Raises ValueError for none."""
    if not values:
        raise ValueError("there is no mean of nothing")
    return sum(values) / len(values)


def percentile(values: Sequence[float], share: float) -> float:
    """The least of the values that at least `share` of all do not exceed (nearest rank: always one of the values).

    `share`: above 0 and up to 1. Raises ValueError for another one, and where there are no values.
    """
    if not values or not 0 < share <= 1:
        raise ValueError("a percentile needs values, and a share above 0 and up to 1")
    rank = ceil(share * len(values) - 1e-9)
    return sorted(values)[max(rank, 1) - 1]


def throughput(count: int, span: float) -> float:
    """Jobs done per unit of time; 0 where no time passed."""
    return count / span if span > 0 else 0.0


# ---- bounds that no schedule can beat ---------------------------------------------------------


def critical_path(durations: Mapping[K, float], needs: Mapping[K, Iterable[K]]) -> float:
    """The longest chain of jobs each of which needs the one before.

    Raises ValueError where the needs go in a circle.
    """
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
