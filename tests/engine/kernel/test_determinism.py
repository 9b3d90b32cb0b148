"""Same program, same trace: in one process, in fresh ones, whatever lies in memory."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cafe_sim.engine.kernel.execution import Execution, me
from cafe_sim.engine.kernel.shared.barriers import Barrier
from cafe_sim.engine.kernel.shared.conditions import Condition
from cafe_sim.engine.kernel.shared.cores import work
from cafe_sim.engine.kernel.shared.drawing import stream
from cafe_sim.engine.kernel.shared.events import Event
from cafe_sim.engine.kernel.shared.futures import as_completed, wait
from cafe_sim.engine.kernel.shared.locks import Lock, RLock
from cafe_sim.engine.kernel.shared.pools import ThreadPoolExecutor
from cafe_sim.engine.kernel.shared.queues import PriorityQueue, Queue
from cafe_sim.engine.kernel.shared.semaphores import BoundedSemaphore
from cafe_sim.engine.kernel.shared.sleeping import sleep
from cafe_sim.engine.kernel.shared.threads import Thread, enumerate_threads
from cafe_sim.engine.kernel.shared.timer import Timer

ROOT = Path(__file__).parents[3]


def everything():
    """A program that uses every primitive, sets and dicts of them too."""
    lock, again, condition = Lock(), RLock(), Condition()
    tokens, bell, rail, line = BoundedSemaphore(2), Event(), Queue(2), PriorityQueue()
    gate = Barrier(4)
    actor = me()

    def worker(n):
        gate.wait()
        for lap in range(3):
            with tokens:
                sleep((n * 7 % 3) / 10)
                with lock:
                    work(0.12)
                rail.put((n, lap))
        with condition:
            condition.notify_all()
        bell.wait(2.5 + n)

    threads = {Thread(target=worker, args=(n,)): n for n in range(3)}
    for thread in threads:
        thread.start()
    gate.wait()
    Timer(4, bell.set).start()
    for _ in range(9):
        line.put(rail.get())
    with again, condition:
        condition.wait(0.5)
    while not line.empty():
        actor.execution.note("got", *line.get())
    with ThreadPoolExecutor(3) as pool:
        futures = {pool.submit(sleep, n % 4): n for n in range(8)}
        for future in as_completed(futures):
            actor.execution.note("done", futures[future])
        done, _ = wait({pool.submit(sleep, n) for n in range(5)}, timeout=3, return_when="FIRST_COMPLETED")
        for future in done:
            actor.execution.note("first", repr(future))
    actor.execution.note("threads", *(repr(t) for t in enumerate_threads()))
    actor.execution.note("luck", stream("luck").random())
    for thread in set(threads):
        thread.join()


def digest():
    with Execution(everything, seed=3) as execution:
        assert execution.run() == "ended"
        assert execution.errors == []
    return execution.trace().digest()


def test_again_and_again_in_one_process():
    assert len({digest() for _ in range(20)}) == 1


def test_with_other_things_in_memory():
    first = digest()
    junk = [[object() for _ in range(n % 97)] for n in range(2000)]
    assert digest() == first
    del junk[::2]
    assert digest() == first


def test_whether_or_not_garbage_is_collected():
    first = digest()
    threshold = gc.get_threshold()
    try:
        gc.disable()
        assert digest() == first
        gc.enable()
        gc.set_threshold(1)
        assert digest() == first
    finally:
        gc.enable()
        gc.set_threshold(*threshold)


def test_after_executions_that_ended_otherwise():
    first = digest()
    for _ in range(3):
        with Execution(everything) as execution:
            execution.advance(1_300_000_000)
    assert digest() == first


@pytest.mark.slow
def test_in_fresh_processes_whatever_the_hash_seed():
    script = f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(Path(__file__).parent)!r}]\n"
    script += "import test_determinism; print(test_determinism.digest())"
    found = {digest()}
    for seed in ("0", "1", "4711", "random"):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        run = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stderr
        found.add(run.stdout.strip())
    assert len(found) == 1
