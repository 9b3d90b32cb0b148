"""What programs ask CPython's primitives for though nobody documents it: the same as there, or refused by name."""

from __future__ import annotations

import pytest

from cafe_sim.engine.kernel.shared.conditions import Condition
from cafe_sim.engine.kernel.shared.events import Event
from cafe_sim.engine.kernel.shared.locks import Lock
from cafe_sim.engine.kernel.shared.pools import ThreadPoolExecutor
from cafe_sim.engine.kernel.shared.semaphores import BoundedSemaphore, Semaphore
from cafe_sim.engine.kernel.shared.sleeping import sleep
from cafe_sim.engine.kernel.shared.threads import Thread
from cafe_sim.errors import NotModelled


def test_what_programs_ask_for_is_there(story):
    def main():
        oven = BoundedSemaphore(2)
        oven.acquire()
        bell = Event()
        bell.set()
        till = Lock()
        worker = Thread(target=sleep, args=(1,))
        before = worker._started.is_set()
        worker.start()
        told = (
            oven._value,
            oven._initial_value,
            bell._flag,
            Condition(till)._lock is till,
            before,
            worker._started.is_set(),
        )
        assert told == (1, 2, True, True, False, True)
        worker.join()

    story.run(main)


def test_jobs_that_wait_in_a_pool_are_counted(story):
    def main():
        pool = ThreadPoolExecutor(1)
        assert (len(pool._threads), pool._work_queue.empty(), pool._shutdown) == (0, True, False)
        for _ in range(3):
            pool.submit(sleep, 1)
        sleep(0.5)
        assert (len(pool._threads), pool._work_queue.qsize()) == (1, 2)
        pool.shutdown()
        assert (pool._work_queue.qsize(), pool._shutdown) == (0, True)

    story.run(main)


def test_what_is_not_there_is_refused_by_name(story):
    def main():
        with pytest.raises(
            NotModelled, match=r"threading\.Semaphore\._cond is not modelled: .*; use what is documented"
        ):
            _ = Semaphore()._cond
        with pytest.raises(NotModelled, match="clears it"):
            _ = ThreadPoolExecutor()._work_queue.queue
        assert not hasattr(Semaphore, "_cond")
        assert not hasattr(Semaphore(), "_mine")

    story.run(main)


def test_a_heir_may_have_a_name_for_itself(story):
    class Worker(Thread):
        def __init__(self):
            super().__init__()
            self._stderr = "mine"

    story.run(lambda: story.say(Worker()._stderr))
    assert [said for *_, said in story.log] == ["mine"]
