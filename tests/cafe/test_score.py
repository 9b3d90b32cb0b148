"""Floors, against cases that can be worked out by hand, and against every schedule of small cases."""

from __future__ import annotations

from itertools import product

import pytest
from cafe_shops import A1, A2, A3, A4, A9, B1, B2, B4, B6, B9, C4, D1
from hypothesis import given
from hypothesis import strategies as st

from cafe_sim.cafe.model import Shop
from cafe_sim.cafe.score import Measured, critical_path, floor, pigeonhole


@pytest.mark.parametrize(
    ("shop", "kind", "least"),
    [
        (A1, "mean wait", 4.4),
        (A2, "mean wait", 8.545),
        (A3, "mean wait", 6.75),
        (A4, "mean wait", 10),
        (A9, "mean wait", 7.083),
        (B2, "mean wait", 7.833),
        (B1, "van", 16.5),
        (B4, "closing", 18),
        (B6, "closing", 8),
        (C4, "closing", 12),
        (B9, "closing", 8),
        (D1, "closing", 18),
    ],
)
def test_the_floors_of_the_first_levels(shop: Shop, kind: Measured, least: float) -> None:
    assert floor(shop, kind) == pytest.approx(least, abs=0.001)


def test_coffee_is_a_branch_beside_the_scones() -> None:
    assert critical_path(A4.items[0]) == 5 + 4 + 1


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6), st.integers(1, 3))
def test_no_way_to_share_out_jobs_beats_the_pigeonhole(jobs: list[int], workers: int) -> None:
    best = min(
        max(sum(job for job, who in zip(jobs, shares, strict=True) if who == worker) for worker in range(workers))
        for shares in product(range(workers), repeat=len(jobs))
    )
    assert max(jobs) <= pigeonhole(jobs, workers) + 1e-9 <= best + 2e-9


@pytest.mark.parametrize(
    ("jobs", "workers", "least"), [([4, 4, 4, 4], 3, 8), ([6, 6, 6, 3, 3, 3], 2, 13.5), ([], 2, 0)]
)
def test_pigeonhole_by_hand(jobs: list[float], workers: int, least: float) -> None:
    assert pigeonhole(jobs, workers) == least
