"""Work on cores: turns by a quantum where there are too few, no turns at all where nobody is disturbed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cafe_sim.engine.facade import time
from cafe_sim.engine.kernel.execution import Execution, me
from cafe_sim.engine.kernel.shared.cores import QUANTUM, work
from cafe_sim.engine.kernel.shared.locks import Lock
from cafe_sim.engine.kernel.shared.sleeping import sleep
from cafe_sim.engine.kernel.shared.threads import Thread
from cafe_sim.engine.kernel.trace import SECOND

SHORT = QUANTUM / SECOND


def crew(story, *loads):
    """One worker for each load, all at once."""

    def main():
        threads = [
            Thread(target=lambda load=load: (work(load), story.say()), name=f"w{n}") for n, load in enumerate(loads)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    return main


def test_alone_it_is_one_turn(story):
    told = story.run(lambda: work(3))
    assert told.ops == ["begin", "work", "exit"]
    assert told.trace.events[1].detail == 3 * SECOND
    assert told.seconds == 3


def test_two_on_one_core_take_twice_as_long_and_end_together(story):
    told = story.run(crew(story, 3, 3))
    assert told.seconds == 6
    assert [(t, name) for t, name in story.log] == [(6 - SHORT, "w0"), (6, "w1")]


def test_two_on_two_cores_do_not_disturb_each_other(story):
    told = story.run(crew(story, 3, 3), cores=2)
    assert told.seconds == 3
    assert told.ops.count("work") == 2
    assert "core" not in told.ops


def test_three_on_two_cores_share(story):
    assert story.run(crew(story, 2, 2, 2), cores=2).seconds == pytest.approx(3, abs=SHORT)


def test_a_short_job_does_not_wait_for_a_long_one_to_end(story):
    def main():
        story.together(lambda: work(10), lambda: (sleep(2), work(0.5), story.say()))

    assert story.run(main).seconds == 10.5
    assert story.log[0][0] == pytest.approx(3, abs=2 * SHORT)


def test_sleepers_are_not_kept_from_waking(story):
    def main():
        story.together(lambda: work(5), lambda: (sleep(1.25), story.say()))

    story.run(main)
    assert story.log[0][0] == 1.25


def test_one_who_waits_for_a_lock_of_the_worker_costs_no_turns(story):
    lock = []

    def baker():
        with lock[0]:
            work(5)

    def main():
        lock.append(Lock())
        story.together(baker, lambda: lock[0].acquire())

    assert story.run(main).ops.count("work") == 1


def test_the_core_waited_for_is_told(story):
    told = story.run(crew(story, 0.1, 0.1))
    told_ops = [(e.actor, e.op, e.time / SECOND) for e in told.trace.events if e.op in ("core", "work")]
    assert told_ops == [
        (2, "work", 0.05),
        (3, "core", 0.05),
        (3, "work", 0.1),
        (2, "core", 0.1),
        (2, "work", 0.15),
        (3, "core", 0.15),
        (3, "work", 0.2),
    ]


def test_cpu_clocks_count_work_and_nothing_else(story):
    def main():
        work(2)
        sleep(10)
        thread = Thread(target=work, args=(1,))
        thread.start()
        thread.join()
        story.say(time.thread_time(), time.process_time())

    story.run(main)
    assert story.log == [(13, "main", 2, 3)]


def test_less_than_nothing_is_refused(story):
    told = story.run(lambda: work(-1), errors=True)
    assert str(told.errors[0]) == "work length must be non-negative"


def test_under_another_policy_work_orders_nothing(story):
    class Last:
        def choose(self, enabled, current):
            return enabled[-1]

    told = story.run(crew(story, 5, 1), policy=Last())
    assert told.ops.count("work") == 2
    assert story.log == [(5, "w0"), (1, "w1")]


@settings(max_examples=60, deadline=None)
@given(
    loads=st.lists(st.integers(0, 40), min_size=1, max_size=5),
    naps=st.lists(st.integers(0, 30), min_size=5, max_size=5),
    cores=st.integers(1, 3),
)
def test_no_work_is_lost_and_no_core_idles_while_somebody_wants_one(loads, naps, cores):
    ends = []

    def hand(load, nap):
        sleep(nap / 10)
        work(load / 10)
        ends.append(me().clock)

    def main():
        threads = [Thread(target=hand, args=pair) for pair in zip(loads, naps, strict=False)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    with Execution(main, cores=cores) as execution:
        assert execution.run() == "ended"
    done = sum(e.detail for e in execution.events if e.op == "work")
    assert done == sum(loads) * SECOND // 10
    bounds = [nap + load for load, nap in zip(loads, naps, strict=False)]
    assert max(ends) >= max(max(bounds), sum(loads) // cores) * SECOND // 10
    if cores == 1:
        # work-conserving: the time at which the last is done doesn't depend on the order of turns
        clock = 0
        for nap, load in sorted(zip(naps, loads, strict=False)):
            clock = max(clock, nap) + load if load else clock
        assert max(ends) == max(clock, max(naps[: len(loads)])) * SECOND // 10
