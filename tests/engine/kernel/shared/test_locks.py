"""Locks among actors: who gets them, who is told to hold them, and what the trace says."""

from __future__ import annotations

from cafe_sim.engine.kernel.shared.locks import Lock, RLock
from cafe_sim.engine.kernel.shared.sleeping import sleep
from cafe_sim.engine.kernel.trace import SECOND


def test_taking_and_giving_back_is_one_event_each(story):
    def main():
        lock = Lock()
        with lock:
            pass

    assert story.run(main).ops == ["begin", "acquire", "release", "exit"]


def test_taking_a_lock_takes_over_its_time(story):
    lock = []

    def holder():
        with lock[0]:
            sleep(4)

    def waiter():
        sleep(1)
        with lock[0]:
            story.say()

    def main():
        lock.append(Lock())
        story.together(holder, waiter)

    story.run(main)
    assert story.log == [(4, "waiter")]


def test_a_failed_try_says_so_and_lets_the_others_go_first(story):
    lock = []

    def other():
        story.say("other")

    def main():
        lock.append(Lock())
        lock[0].acquire()
        story.start(other)
        assert lock[0].acquire(False) is False
        story.say("main")

    told = story.run(main)
    assert [what for _, _, what in story.log] == ["other", "main"]
    assert [e.detail for e in told.trace.events if e.op == "try-acquire"] == [False]


def test_a_wait_that_runs_out_is_a_timeout_at_its_deadline(story):
    def main():
        lock = Lock()
        lock.acquire()
        sleep(1)
        lock.acquire(timeout=2.5)

    event = next(e for e in story.run(main).trace.events if e.op == "timeout")
    assert (event.time, event.target) == (3.5 * SECOND, 2)


def test_an_rlock_taken_again_by_its_owner_is_no_event(story):
    def main():
        lock = RLock()
        with lock, lock, lock:
            pass

    assert story.run(main).ops == ["begin", "acquire", "release", "exit"]


def test_a_lock_says_who_holds_it(story):
    def main():
        lock, again = Lock(), RLock()
        with lock, again:
            story.say(repr(lock), [a.name for a in again.holders()])
        story.say(repr(lock), again.holders())

    story.run(main)
    assert [what for _, _, *what in story.log] == [
        ["<locked by main Lock lock-2>", ["main"]],
        ["<unlocked Lock lock-2>", []],
    ]


def test_a_lock_given_back_by_another_frees_the_waiter(story):
    lock = []

    def waiter():
        lock[0].acquire()
        story.say()

    def helper():
        sleep(3)
        lock[0].release()

    def main():
        lock.append(Lock())
        lock[0].acquire()
        story.together(waiter, helper)

    assert story.run(main).state == "ended"
    assert story.log == [(3, "waiter")]
