"""Whatever an execution was in the middle of, closing it leaves nothing behind."""

from __future__ import annotations

import os
import random
import signal
import threading
from pathlib import Path

import pytest

from cafe_sim.engine.kernel import execution as execution_module
from cafe_sim.engine.kernel.actor import idle
from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.scheduling import REFUSALS
from cafe_sim.engine.kernel.shared.barriers import Barrier
from cafe_sim.engine.kernel.shared.conditions import Condition
from cafe_sim.engine.kernel.shared.cores import work
from cafe_sim.engine.kernel.shared.events import Event
from cafe_sim.engine.kernel.shared.locks import Lock, RLock
from cafe_sim.engine.kernel.shared.pools import ThreadPoolExecutor
from cafe_sim.engine.kernel.shared.queues import Queue
from cafe_sim.engine.kernel.shared.semaphores import Semaphore
from cafe_sim.engine.kernel.shared.sleeping import sleep
from cafe_sim.engine.kernel.shared.threads import Thread
from cafe_sim.engine.kernel.shared.timer import Timer
from cafe_sim.engine.kernel.trace import SECOND


def threads_of_this_process():
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.is_dir() else idle()


def descriptors_of_this_process():
    open_files = Path("/proc/self/fd")
    return len(list(open_files.iterdir())) if open_files.is_dir() else 0


# ---- programs that end in every way ---------------------------------------------------------


def deadlocked():
    locks = [Lock(), RLock()]

    def take(first, second):
        with locks[first]:
            sleep(1)
            with locks[second]:
                pass

    for order in ((0, 1), (1, 0)):
        Thread(target=take, args=order).start()


def crashed():
    def fail():
        sleep(1)
        raise ValueError("crash")

    for _ in range(2):
        Thread(target=fail).start()
    raise KeyError("main")


def waiting_for_everything():
    lock = Lock()
    lock.acquire()
    condition, barrier = Condition(), Barrier(9)

    def on_condition():
        with condition:
            condition.wait()

    waits = [
        lock.acquire,
        on_condition,
        barrier.wait,
        Event().wait,
        Queue().get,
        Semaphore(0).acquire,
        lambda: work(1e9),
    ]
    for wait in waits:
        Thread(target=wait).start()
    sleep(1e9)


def daemons_cut_off():
    for _ in range(3):
        Thread(target=sleep, args=(100,), daemon=True).start()
    Timer(50, print).cancel()


def pool_left_open():
    pool = ThreadPoolExecutor(2)
    gate = Event()
    for _ in range(3):
        pool.submit(gate.wait)


def with_finally_blocks():
    lock = Lock()
    lock.acquire()

    def tidy():
        try:
            lock.acquire()
        finally:
            sleep(5)
            lock.acquire()

    for _ in range(3):
        Thread(target=tidy).start()


def inside_contexts():
    condition, tokens = Condition(RLock()), Semaphore(1)

    def wait():
        with tokens, condition:
            condition.wait()

    for _ in range(2):
        Thread(target=wait).start()


PROGRAMS = [
    inside_contexts,
    deadlocked,
    crashed,
    waiting_for_everything,
    daemons_cut_off,
    pool_left_open,
    with_finally_blocks,
]


def run_many(count):
    """So many executions, each cut off at some moment of its own."""
    choose = random.Random(1)
    for n in range(count):
        program = PROGRAMS[n % len(PROGRAMS)]
        with Execution(program) as execution:
            if n % 3 == 0:
                execution.run()
            elif n % 3 == 1:
                execution.advance(choose.randrange(3 * SECOND))
            else:
                for _ in range(choose.randrange(12)):
                    if choices := execution.enabled():
                        execution.step(choose.choice(choices))
        assert not execution.left_behind


def leaves_nothing(count):
    run_many(len(PROGRAMS))
    pooled = idle()
    others = threads_of_this_process() - pooled
    descriptors = descriptors_of_this_process()
    run_many(count)
    # every thread of ours is back in the pool, which was large enough
    assert idle() == pooled
    assert threads_of_this_process() - pooled <= others
    assert descriptors_of_this_process() == descriptors


def test_three_hundred_executions_leave_nothing():
    leaves_nothing(300)


@pytest.mark.soak
def test_ten_thousand_executions_leave_nothing():
    leaves_nothing(10_000)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.__name__)
def test_each_closes_from_wherever_it_stands(program):
    for steps in range(40):
        with Execution(program) as execution:
            for _ in range(steps):
                if choices := execution.enabled():
                    execution.step(choices[steps % len(choices)])
            errors = list(execution.errors)
        assert execution.errors == errors
        assert not execution.left_behind
        assert execution.pending() == []


# ---- programs that don't want to end --------------------------------------------------------


def test_one_who_catches_everything_a_few_times_still_ends(story):
    def hard():
        lock = Lock()
        lock.acquire()
        for _ in range(REFUSALS - 1):
            try:
                lock.acquire()
            except BaseException:
                continue

    with Execution(hard) as execution:
        execution.run()
    assert execution.left_behind == []


def test_one_who_never_gives_up_is_left_behind_with_a_sentence():
    tidied = []

    def stubborn():
        lock = Lock()
        lock.acquire()
        while True:
            try:
                lock.acquire()
            except BaseException:
                continue

    def other():
        try:
            sleep(100)
        finally:
            tidied.append("other")

    def main():
        Thread(target=stubborn, name="Bo").start()
        Thread(target=other).start()

    with Execution(main) as execution:
        execution.advance(SECOND)
    assert len(execution.left_behind) == 1
    assert execution.left_behind[0].startswith("Bo was told to end, catches everything and goes on")
    assert tidied == ["other"]


def test_one_who_really_blocks_is_named_and_left(monkeypatch):
    monkeypatch.setattr(execution_module, "PULSE_SECONDS", 0.01)
    monkeypatch.setattr(execution_module, "SILENCES", 3)
    foreign = threading.Lock()
    foreign.acquire()

    def main():
        Thread(target=sleep, args=(3,)).start()
        sleep(1)
        foreign.acquire()
        sleep(5)

    with Execution(main) as execution:
        assert execution.run() == "spent"
        assert execution.run() == "spent"
        assert execution.limit == "silence"
    assert len(execution.left_behind) == 1
    assert execution.left_behind[0].startswith("main has done nothing that the engine can see for too long")
    foreign.release()


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="no way to press a key here")
def test_an_impatient_user_gets_the_terminal_back():
    def main():
        lock = Lock()
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        while True:
            with lock:
                pass

    with Execution(main) as execution, pytest.raises(KeyboardInterrupt):
        execution.run()
    assert execution.state == "spent"
    assert execution.left_behind == []


def test_finally_blocks_run_on_the_way_out():
    tidied = []

    def main():
        lock = Lock()
        try:
            with lock:
                sleep(10)
        finally:
            tidied.append("yes")

    with Execution(main) as execution:
        execution.advance(SECOND)
    assert tidied == ["yes"]


def test_closing_twice_is_harmless():
    execution = Execution(deadlocked)
    execution.run()
    execution.close()
    execution.close()
    assert execution.state == "stuck"


def test_what_is_discarded_has_forgotten_everything():
    execution = Execution(deadlocked)
    execution.run()
    execution.discard()
    execution.discard()
    assert execution.state == "stuck"
    assert not any((execution.rows, execution.events, execution.actors, execution.pending()))


# ---- forks ----------------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_child_hires_its_own_threads():
    run_many(len(PROGRAMS))
    assert idle() > 0
    child = os.fork()
    if child == 0:
        status = 1
        try:
            assert idle() == 0
            run_many(len(PROGRAMS))
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
