"""Measures against closed forms: on plain numbers exactly, and on the real engine against queueing theory."""

from __future__ import annotations

import math
from statistics import mean, pvariance

import pytest
from hypothesis import given
from hypothesis import strategies as st
from laws import little, makespan_bound, sojourns, utilisation

from cafe_sim.engine import SECOND, Program, metrics, run
from cafe_sim.engine.metrics import critical_path, percentile, throughput, work_over_capacity

visits = st.lists(
    st.tuples(st.integers(0, 1000), st.integers(0, 1000)).map(lambda pair: (min(pair), max(pair))), min_size=1
)


def test_the_95th_percentile_is_the_value_that_95_of_100_do_not_exceed():
    assert percentile([float(n) for n in range(100, 0, -1)], 0.95) == 95
    assert percentile([3.0], 0.95) == 3
    assert percentile([1.0, 2.0, 3.0], 0.95) == 3
    assert percentile([float(n) for n in range(1, 21)], 0.95) == 19


@given(st.lists(st.integers(-50, 50), min_size=1), st.floats(0.01, 1))
def test_a_percentile_covers_its_share_and_the_value_below_does_not(values, share):
    found = percentile(values, share)
    assert sum(v <= found for v in values) >= share * len(values) - 1e-6
    below = [v for v in values if v < found]
    assert not below or sum(v <= max(below) for v in values) < share * len(values)


def test_a_percentile_of_nothing_is_refused_and_one_of_a_share_that_is_none():
    for values, share in (([], 0.95), ([1.0], 0), ([1.0], -0.5), ([1.0], 1.01)):
        with pytest.raises(ValueError, match="percentile needs values"):
            percentile(values, share)


def test_there_is_no_mean_of_nothing():
    assert metrics.mean([1.0, 2.0, 6.0]) == 3
    with pytest.raises(ValueError, match="no mean of nothing"):
        metrics.mean([])


@given(visits)
def test_littles_law_holds_for_any_visits_whatever(them):
    law = little(them, 0, 1001)
    assert law.gap == pytest.approx(0, abs=1e-9)


def test_little_counts_those_who_are_still_there_up_to_the_end():
    law = little([(0, 4), (2, 100)], 0, 10)
    assert (law.present, law.rate, law.spent) == pytest.approx((1.2, 0.2, 6))


@given(st.dictionaries(st.integers(0, 20), st.integers(0, 50), min_size=1), st.integers(1, 5))
def test_no_list_schedule_beats_the_bound_and_none_needs_twice_of_it(durations, workers):
    needs = {job: [other for other in durations if other < job and (job + other) % 3 == 0] for job in durations}
    bound = makespan_bound(durations, needs, workers)
    reached = _list_schedule(durations, needs, workers)
    assert bound <= reached <= 2 * bound


def _list_schedule(durations, needs, workers):
    """Graham's: whoever is free takes the first job whose needs are met."""
    ends, free, left, now = {}, [0.0] * workers, sorted(durations), 0.0
    while left:
        idle = [w for w in range(workers) if free[w] <= now]
        ready = [j for j in left if all(ends.get(o, math.inf) <= now for o in needs[j])]
        if idle and ready:
            free[idle[0]] = ends[ready[0]] = now + durations[ready[0]]
            left.remove(ready[0])
        else:
            now = min(t for t in (*free, *ends.values()) if t > now)
    return max(ends.values())


def test_nothing_to_do_takes_no_time():
    assert critical_path({}, {}) == 0


def test_needs_in_a_circle_are_refused():
    with pytest.raises(ValueError, match="needs itself"):
        critical_path({"a": 1, "b": 1}, {"a": ["b"], "b": ["a"]})


def test_shares_of_a_day():
    assert throughput(6, 3.0) == 2
    assert throughput(1, 0.5) == 2
    assert throughput(0, 0.0) == 0
    assert utilisation([(0, 3), (2, 4)], 10, capacity=2) == 0.25
    assert work_over_capacity(12, 4) == 3


# ---- on the real engine ------------------------------------------------------------------------

QUEUE = """
import threading, queue, time, asyncio
rail = queue.Queue()
def door():
    for number, (gap, service) in enumerate(ROWS):
        time.sleep(gap)
        rail.put((time.monotonic(), service))
    rail.put(None)
def barista():
    while (ticket := rail.get()) is not None:
        came, service = ticket
        time.sleep(service)
        VISITS.append((came, time.monotonic()))
workers = [threading.Thread(target=door), threading.Thread(target=barista)]
for each in workers: each.start()
for each in workers: each.join()
"""

LOOP = """
import asyncio
async def order(hands, service):
    came = asyncio.get_running_loop().time()
    async with hands:
        await asyncio.sleep(service)
    VISITS.append((came, asyncio.get_running_loop().time()))
async def main():
    hands = asyncio.Lock()
    async with asyncio.TaskGroup() as orders:
        for gap, service in ROWS:
            await asyncio.sleep(gap)
            orders.create_task(order(hands, service))
asyncio.run(main())
"""


def _visits(text, rows):
    outcome = run(Program.from_source(f"ROWS = {rows!r}\nVISITS = []\n{text}\nprint(VISITS)"))
    assert outcome.state == "ended"
    return eval(outcome.printed), outcome


@pytest.mark.parametrize("text", [QUEUE, LOOP])
def test_d_d_1_below_capacity_nobody_ever_waits(text):
    visits, outcome = _visits(text, [(3, 2)] * 50)
    assert sojourns(visits) == [2.0] * 50
    assert utilisation([(d - 2, d) for _, d in visits], outcome.virtual_seconds) == pytest.approx(100 / 152)


@pytest.mark.parametrize("text", [QUEUE, LOOP])
def test_d_d_1_above_capacity_the_line_grows_by_the_difference(text):
    visits, outcome = _visits(text, [(2, 3)] * 40)
    assert sojourns(visits) == [3.0 + n for n in range(40)]
    assert outcome.trace.end == (2 + 40 * 3) * SECOND


def _m_m_1(seed, rate, service, count):
    from random import Random

    random = Random(seed)
    return [(-math.log(1 - random.random()) / rate, -math.log(1 - random.random()) / service) for _ in range(count)]


@pytest.mark.slow
@pytest.mark.parametrize("text", [QUEUE, LOOP])
def test_m_m_1_agrees_with_the_closed_form(text):
    """W = 1/(μ-λ), exponentially distributed, so the 95th percentile is W ln 20.

    Sojourn times of neighbours are correlated, so the mean's standard error is taken from the run itself by batch means
    (Law, Simulation Modeling, 9.5.3): 20 batches of 400 customers, far longer than the queue remembers at half load.
    Four errors are allowed.
    """
    rate, service = 0.5, 1.0
    rows = _m_m_1(20, rate, service, 8000)
    visits, outcome = _visits(text, rows)
    spent = sojourns(visits)
    batches = [mean(spent[i : i + 400]) for i in range(0, 8000, 400)]
    error = math.sqrt(pvariance(batches) / (len(batches) - 1))
    assert error < 0.15, "the run is long enough to say something"
    assert abs(mean(spent) - 1 / (service - rate)) < 4 * error
    assert percentile(spent, 0.95) == pytest.approx(math.log(20) * 2, rel=0.1)
    law = little(visits, 0, outcome.virtual_seconds)
    assert law.gap == pytest.approx(0, abs=1e-6)
    assert law.present == pytest.approx(1.0, rel=2 * error + 0.05)
    assert len(visits) == len(rows)
