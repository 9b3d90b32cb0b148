"""Futures and thread pools on virtual time."""

from __future__ import annotations

import concurrent.futures

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.shared.events import Event
from cafe_sim.engine.kernel.shared.futures import Future, as_completed, wait
from cafe_sim.engine.kernel.shared.pools import ThreadPoolExecutor
from cafe_sim.engine.kernel.shared.sleeping import sleep


def test_jobs_take_turns_on_the_workers(story):
    def job(n):
        sleep(n)
        story.say(n)

    def main():
        with ThreadPoolExecutor(2, "oven") as pool:
            for n in (3, 1, 1, 2):
                pool.submit(job, n)

    assert story.run(main).seconds == 4
    assert story.log == [(1, "oven_1", 1), (2, "oven_1", 1), (3, "oven_0", 3), (4, "oven_1", 2)]


def test_an_idle_worker_is_asked_before_another_is_hired(story):
    def main():
        with ThreadPoolExecutor(5) as pool:
            for _ in range(3):
                pool.submit(sleep, 1).result()
            story.say(len(pool._threads))

    story.run(main)
    assert story.log == [(3, "main", 1)]


def test_how_many_workers_follows_the_cores_of_the_execution_not_of_the_machine(story):
    def main():
        story.say(ThreadPoolExecutor()._max_workers)

    for cores in (1, 4, 100):
        story.run(main, cores=cores)
    assert [what for _, _, what in story.log] == [5, 8, 32]


def test_a_pool_left_open_finishes_its_jobs_when_main_ends(story):
    def main():
        ThreadPoolExecutor(1).submit(lambda: (sleep(3), story.say()))

    told = story.run(main)
    assert told.state == "ended"
    assert story.log == [(3, "ThreadPoolExecutor-0_0")]


def test_a_deadlock_of_jobs_that_wait_for_jobs_is_stuck(story):
    def main():
        pool = ThreadPoolExecutor(1)
        pool.submit(lambda: pool.submit(int).result()).result()

    told = story.run(main)
    assert told.state == "stuck"
    assert [(name, op) for name, op, _ in told.waits] == [("main", "result"), ("ThreadPoolExecutor-0_0", "result")]


def test_an_initializer_that_fails_breaks_the_pool(story):
    def fail():
        raise ValueError("cold")

    def main():
        pool = ThreadPoolExecutor(1, initializer=fail)
        with pytest.raises(concurrent.futures.BrokenExecutor):
            pool.submit(int).result()
        with pytest.raises(concurrent.futures.BrokenExecutor, match="initializer failed"):
            pool.submit(int)

    told = story.run(main, errors=True)
    assert [str(e) for e in told.errors] == ["cold"]


def test_a_map_hands_out_results_in_the_order_of_the_arguments(story):
    def main():
        with ThreadPoolExecutor(3) as pool:
            for n in pool.map(lambda n: (sleep(n), n)[1], [3, 1, 2]):
                story.say(n)

    story.run(main)
    assert [(t, n) for t, _, n in story.log] == [(3, 3), (3, 1), (3, 2)]


def test_a_map_out_of_time_calls_off_what_has_not_begun(story):
    done = []

    def main():
        with ThreadPoolExecutor(1) as pool:
            results = pool.map(lambda n: (sleep(n), done.append(n)), [1, 5, 1], timeout=2)
            next(results)
            with pytest.raises(TimeoutError):
                next(results)
            story.say()

    assert story.run(main).seconds == 6
    assert story.log == [(2, "main")]
    assert done == [1, 5]


def test_a_future_is_one_of_cpythons_by_type(story):
    def main():
        future = Future()
        story.say(isinstance(future, concurrent.futures.Future), hash(future) == future.serial, repr(future))
        future.set_result([1])
        story.say(repr(future))

    story.run(main)
    assert story.log[0][2:] == (True, True, "<Future future-2 state=pending>")
    assert story.log[1][2:] == ("<Future future-2 state=finished returned list>",)


def test_a_callback_that_fails_is_told_and_stops_nothing(story):
    def main():
        future = Future()
        future.add_done_callback(lambda f: 1 / 0)
        future.add_done_callback(lambda f: story.say("second"))
        future.set_result(1)

    told = story.run(main, errors=True)
    assert [where for *_, where in told.execution.errors] == ["callback"]
    assert story.log == [(0, "main", "second")]


def test_results_wait_exactly_as_long_as_it_takes(story):
    def main():
        future = Future()
        story.start(lambda: (sleep(7), future.set_result("pie")))
        with pytest.raises(TimeoutError):
            future.result(2)
        story.say()
        story.say(future.result(50))

    story.run(main)
    assert story.log == [(2, "main"), (7, "main", "pie")]


def test_waiting_for_several_makes_an_edge_from_each_that_is_done(story):
    def main():
        futures = [Future(), Future()]
        story.start(lambda: (sleep(1), futures[1].set_result(1)))
        wait(futures, return_when="FIRST_COMPLETED")

    told = story.run(main)
    results = [e for e in told.trace.events if e.op == "result"]
    assert [told.trace.objects[e.target].name for e in results] == ["future-3"]


@settings(max_examples=40, deadline=None)
@given(naps=st.lists(st.integers(0, 6), max_size=6), workers=st.integers(1, 4), timeout=st.none() | st.integers(0, 8))
def test_as_completed_gives_each_once_in_the_order_of_ending(naps, workers, timeout):
    ended, given_out, late = [], [], []

    def job(n, nap):
        sleep(nap)
        ended.append(n)

    def main():
        with ThreadPoolExecutor(workers) as pool:
            gate = Event()
            futures = {pool.submit(job, n, nap): n for n, nap in enumerate(naps)}
            try:
                for future in as_completed(futures, timeout=timeout):
                    given_out.append(futures[future])
            except TimeoutError as error:
                late.append(str(error))
            gate.set()

    with Execution(main) as execution:
        assert execution.run() == "ended"
        assert not execution.errors
    assert given_out == ended[: len(given_out)]
    assert sorted(ended) == list(range(len(naps)))
    if late:
        assert late == [f"{len(naps) - len(given_out)} (of {len(naps)}) futures unfinished"]
    else:
        assert given_out == ended
