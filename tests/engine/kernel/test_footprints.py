"""What an operation touches, it says: found by comparing every order with what reduction thinks enough.

Reduction leaves out orders that differ only in steps whose events have no changed object in common. Were an effect
missing from the events, or a state looked at without an event, it would leave out an order with an outcome of its own.
"""

from __future__ import annotations

from queue import Empty, Full
from threading import BrokenBarrierError

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from cafe_sim.engine.explore.strategies.reduction import Reduction
from cafe_sim.engine.explore.walks.visible import Visible
from cafe_sim.engine.explore.walks.walking import Walk
from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.loops.loop import Loop
from cafe_sim.engine.kernel.shared.barriers import Barrier
from cafe_sim.engine.kernel.shared.conditions import Condition
from cafe_sim.engine.kernel.shared.events import Event
from cafe_sim.engine.kernel.shared.futures import (
    FIRST_COMPLETED,
    CancelledError,
    Future,
    InvalidStateError,
    as_completed,
    wait,
)
from cafe_sim.engine.kernel.shared.locks import Lock
from cafe_sim.engine.kernel.shared.pools import ThreadPoolExecutor
from cafe_sim.engine.kernel.shared.queues import Queue
from cafe_sim.engine.kernel.shared.semaphores import Semaphore
from cafe_sim.engine.kernel.shared.threads import Thread, current_thread

TOLD = (Empty, Full, BrokenBarrierError, CancelledError, InvalidStateError, TimeoutError, RuntimeError)


class World:
    """One of everything."""

    def __init__(self):
        self.bell, self.lock, self.hook, self.rail = Event(), Lock(), Semaphore(1), Queue(1)
        self.barrier, self.shout = Barrier(2), Condition()
        self.jobs = [Future(), Future()]


def first(world):
    done, _ = wait(world.jobs, 5, FIRST_COMPLETED)
    return [job in done for job in world.jobs]


def in_turn(world):
    return [world.jobs.index(job) for job in as_completed(world.jobs, 5)]


def listen(world):
    with world.shout:
        return world.shout.wait(5)


def call(world):
    with world.shout:
        world.shout.notify()


WORDS = {
    "events": {
        "set": lambda w: w.bell.set(),
        "clear": lambda w: w.bell.clear(),
        "wait": lambda w: w.bell.wait(),
        "wait 5": lambda w: w.bell.wait(5),
        "is_set": lambda w: w.bell.is_set(),
    },
    "locks": {
        "take": lambda w: w.lock.acquire(),
        "take 5": lambda w: w.lock.acquire(timeout=5),
        "try": lambda w: w.lock.acquire(False),
        "give": lambda w: w.lock.release(),
        "locked": lambda w: w.lock.locked(),
    },
    "semaphores": {
        "down": lambda w: w.hook.acquire(),
        "down 5": lambda w: w.hook.acquire(timeout=5),
        "try down": lambda w: w.hook.acquire(False),
        "up": lambda w: w.hook.release(),
    },
    "queues": {
        "put": lambda w: w.rail.put(1),
        "put 5": lambda w: w.rail.put(2, timeout=5),
        "try put": lambda w: w.rail.put_nowait(3),
        "get": lambda w: w.rail.get(),
        "get 5": lambda w: w.rail.get(timeout=5),
        "size": lambda w: w.rail.qsize(),
        "done": lambda w: w.rail.task_done() if w.rail.unfinished_tasks else None,
        "join": lambda w: w.rail.join(),
    },
    "barriers": {
        "meet": lambda w: w.barrier.wait(),
        "meet 5": lambda w: w.barrier.wait(5),
        "abort": lambda w: w.barrier.abort(),
        "reset": lambda w: w.barrier.reset(),
        "waiting": lambda w: w.barrier.n_waiting,
        "broken": lambda w: w.barrier.broken,
    },
    "conditions": {
        "listen": listen,
        "call": call,
        "set": lambda w: w.bell.set(),
        "wait": lambda w: w.bell.wait(),
    },
    "futures": {
        "result": lambda w: w.jobs[0].result(5),
        "settle 0": lambda w: w.jobs[0].set_result(7),
        "settle 1": lambda w: w.jobs[1].set_result(8),
        "cancel": lambda w: w.jobs[0].cancel(),
        "begin": lambda w: w.jobs[0].set_running_or_notify_cancel(),
        "done": lambda w: w.jobs[0].done(),
        "first": first,
        "in turn": in_turn,
    },
}


class Bodies:
    """A subject: threads that each say a few words to one world, and what they were answered."""

    target = digest = "bodies"

    def __init__(self, words, bodies):
        self.words, self.bodies = words, bodies
        self.said = []

    def main(self):
        world = World()
        self.said = [[] for _ in self.bodies]
        for body, said in zip(self.bodies, self.said, strict=True):
            Thread(target=self.live, args=(world, body, said)).start()

    def live(self, world, body, said):
        for word in body:
            try:
                said.append(self.words[word](world))
            except TOLD as error:
                said.append(type(error).__name__)

    def execution(self, policy):
        return Execution(self.main, policy=policy)

    def judge(self, _execution):
        return (), ()

    def outcome(self, execution):
        return (execution.state, repr(self.said))


def reduced(subject):
    """Outcomes of all orders that reduction walks, and how many walks and traces those were."""
    visible = Visible()
    while True:
        if (found := reduced_as_visible(subject, visible)) is not None:
            return found


def reduced_as_visible(subject, visible):
    """The same with what is known to be visible; None as soon as more is."""
    reduction = Reduction()
    found, traces, walks = set(), set(), 0
    while reduction.begin() is not None:
        with Walk(subject, visible, reduction) as walk:
            walk.run()
            if visible.learn(walk.execution):
                return None
            ordering = walk.ordering
            if not walk.abandoned:
                walks += 1
                traces.add(ordering.fingerprint())
                found.add(subject.outcome(walk.execution))
            reduction.end(walk)
    return found, walks, len(traces)


def compare(subject, every_order, most):
    orders = set()
    for number, execution in enumerate(every_order(subject.main, most=most + 1)):
        if number == most:
            reject()
        orders.add(subject.outcome(execution))
    found, walks, traces = reduced(subject)
    assert found == orders
    assert walks == traces, "no trace is walked twice"


FOUND_BEFORE = (
    # enabled by a step that had nothing to do with the one it raced with
    ("barriers", [["meet"], ["meet"], ["meet", "waiting"]]),
    # a time-out that must come before the second step of a race
    ("futures", [["settle 1", "result"], ["result"], ["settle 1", "settle 0"]]),
)


@pytest.mark.parametrize(("what", "bodies"), FOUND_BEFORE)
def test_reduction_finds_what_it_once_missed(what, bodies, every_order):
    compare(Bodies(WORDS[what], bodies), every_order, most=20_000)


@pytest.mark.parametrize("what", list(WORDS))
def test_reduction_finds_every_outcome(what, every_order):
    words = WORDS[what]
    bodies = st.lists(st.lists(st.sampled_from(list(words)), min_size=1, max_size=2), min_size=2, max_size=3)

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(bodies)
    def check(bodies):
        compare(Bodies(words, bodies), every_order, most=400)

    check()


# ---- pools and loops -----------------------------------------------------------------------------


class Told:
    """A subject out of a function `program(say)`: what it said, in any order, is the outcome."""

    target = digest = "told"

    def __init__(self, program):
        self.program = program
        self.said = []

    def main(self):
        self.said = []
        self.program(self.said.append)

    execution, judge = Bodies.execution, Bodies.judge

    def outcome(self, execution):
        return (execution.state, repr(self.said))


def two_jobs(say):
    """Whether a second worker is hired depends on whether the first is free again when the second job comes."""
    pool, told = ThreadPoolExecutor(2), Event()

    def job():
        told.set()
        say(current_thread().name)

    pool.submit(job)
    told.wait()
    pool.submit(lambda: say(current_thread().name))
    pool.shutdown(wait=False)


def cancelled_with_the_pool(say):
    pool = ThreadPoolExecutor(1)
    jobs = [pool.submit(lambda: None) for _ in range(2)]
    pool.shutdown(cancel_futures=True)
    say([job.cancelled() for job in jobs])


def handed_in(say):
    """Two threads and the loop itself queue one thing each, and the loop queues another after its own."""
    loop = Loop()

    def own():
        say("own")
        loop.call_soon(say, "own, later")

    def begin():
        for n in range(2):
            Thread(target=lambda n=n: loop.call_soon_threadsafe(say, n)).start()
        loop.call_soon(own)
        loop.call_later(5, loop.stop)

    loop.call_soon(begin)
    loop.run_forever()


def handed_in_at_the_end(say):
    loop = Loop()

    def bring():
        try:
            loop.call_soon_threadsafe(say, "brought")
        except RuntimeError:
            say("too late")

    thread = Thread(target=bring)
    thread.start()
    loop.call_soon(loop.stop)
    loop.run_forever()
    loop.close()
    thread.join()


@pytest.mark.parametrize("program", [two_jobs, cancelled_with_the_pool, handed_in, handed_in_at_the_end])
def test_reduction_finds_every_outcome_of(program, every_order):
    subject = Told(program)
    orders = {subject.outcome(execution) for execution in every_order(subject.main, most=60_000)}
    assert len(orders) > 1
    found, walks, traces = reduced(subject)
    assert found == orders
    assert walks == traces
