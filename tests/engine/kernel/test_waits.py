"""Deadlock: exact, named, and visible at the moment at which the ring closes."""

from __future__ import annotations

import pytest

from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.shared.events import Event
from cafe_sim.engine.kernel.shared.locks import Lock, RLock
from cafe_sim.engine.kernel.shared.queues import Queue
from cafe_sim.engine.kernel.shared.semaphores import Semaphore
from cafe_sim.engine.kernel.shared.sleeping import sleep
from cafe_sim.engine.kernel.shared.threads import Thread, current_thread, main_thread
from cafe_sim.engine.kernel.trace import SECOND


def ring(story, size, kind, *, wait={}):
    """So many actors, each takes his own thing and, a second later, wants the next one's."""
    things = []

    def member(n):
        def take():
            things[n].acquire()
            sleep(1)
            if things[(n + 1) % size].acquire(**wait):
                story.say()
            things[n].release()

        take.__name__ = f"m{n}"
        return take

    def main():
        things.extend(kind() for _ in range(size))
        story.together(*(member(n) for n in range(size)))

    return main


@pytest.mark.parametrize("kind", [Lock, RLock, Semaphore])
@pytest.mark.parametrize("size", [2, 3, 5])
def test_a_ring_is_named_once_from_him_who_closed_it(story, size, kind):
    told = story.run(ring(story, size, kind))
    assert told.state == "stuck"
    assert told.cycles == [[f"m{n}" for n in (size - 1, *range(size - 1))]]
    assert told.notes == [("cycle", *(n + 2 for n in (size - 1, *range(size - 1))))]
    expected = [(f"m{n}", (f"m{(n + 1) % size}",)) for n in range(size)]
    assert [(name, holders) for name, _, holders in told.waits] == [("main", ("m0",)), *expected]


def test_it_is_seen_while_the_others_still_go_on(story):
    def bystander():
        sleep(100)

    inner = ring(story, 2, Lock)

    def main():
        thread = Thread(target=bystander)
        thread.start()
        inner()

    with Execution(main) as execution:
        assert execution.advance(50 * SECOND) == "paused"
        closed = [(event.time, *event.detail) for event in execution.trace().events if event.op == "note"]
        assert closed == [(SECOND, "cycle", 4, 3)]
        assert execution.run() == "stuck"
        assert execution.now == 100 * SECOND


def test_a_lock_alone_is_a_ring_of_one(story):
    def main():
        lock = Lock()
        lock.acquire()
        lock.acquire()

    told = story.run(main)
    assert (told.state, told.cycles) == ("stuck", [["main"]])


def test_a_closed_ring_that_a_stranger_opens_is_no_deadlock(story):
    locks = []

    def member(n):
        def take():
            locks[n].acquire()
            sleep(1)
            locks[1 - n].acquire()
            story.say()

        return take

    def stranger():
        sleep(10)
        locks[1].release()

    def main():
        locks.extend([Lock(), Lock()])
        for thread in story.start(member(0), member(1), stranger):
            thread.join(20)
        locks[0].release()

    told = story.run(main)
    assert told.state == "ended"
    assert len(told.cycles) == 1
    assert told.waits == []


def test_a_ring_with_a_timeout_comes_apart(story):
    told = story.run(ring(story, 2, Lock, wait={"timeout": 3}))
    assert told.state == "ended"
    assert told.waits == []


def test_joining_each_other(story):
    def waits_for_main():
        main_thread().join()

    def main():
        thread = Thread(target=waits_for_main, name="child")
        thread.start()
        thread.join()

    told = story.run(main)
    assert told.cycles == [["child", "main"]]


def test_what_nobody_in_particular_can_give(story):
    def reader():
        Queue().get()

    def listener():
        Event().wait()

    told = story.run(lambda: story.together(reader, listener))
    assert told.state == "stuck"
    assert told.cycles == []
    assert told.waits == [("main", "join", ("reader",)), ("reader", "get", ()), ("listener", "await-set", ())]


def test_a_stuck_daemon_is_only_cut_off(story):
    def idle():
        Queue().get()

    def main():
        story.start(idle, daemon=True)
        sleep(1)
        assert current_thread() is main_thread()

    told = story.run(main)
    assert told.state == "ended"
    assert told.notes == [("daemon cut off", "idle", "get")]


def test_waits_are_kept_when_it_is_closed(story):
    with Execution(ring(story, 2, Lock)) as execution:
        execution.run()
        before = execution.waits()
    assert execution.waits() == before
    assert [w.actor.name for w in before] == ["main", "m0", "m1"]
