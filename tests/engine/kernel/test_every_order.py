"""Threads under a policy, by brute force: for each program the exact set of what CPython allows it to come to.

Where a set is not obvious the test says why nothing may be missing from it and nothing added. "stuck" stands for a
deadlock.
"""

from __future__ import annotations

from queue import Empty, Full
from threading import BrokenBarrierError

import pytest

from cafe_sim.engine.kernel.shared.barriers import Barrier
from cafe_sim.engine.kernel.shared.conditions import Condition
from cafe_sim.engine.kernel.shared.events import Event
from cafe_sim.engine.kernel.shared.locals import local
from cafe_sim.engine.kernel.shared.locks import Lock, RLock
from cafe_sim.engine.kernel.shared.queues import Queue, ShutDown
from cafe_sim.engine.kernel.shared.semaphores import BoundedSemaphore, Semaphore
from cafe_sim.engine.kernel.shared.sleeping import sleep
from cafe_sim.engine.kernel.shared.threads import active_count
from cafe_sim.engine.kernel.shared.timer import Timer


def end(threads):
    for thread in threads:
        thread.join()


# ---- events --------------------------------------------------------------------------------------


def test_a_wait_with_a_timeout_ends_both_ways(every_outcome, go):
    def program(say):
        bell = Event()
        end(go(lambda: say(bell.wait(5)), bell.set))

    assert every_outcome(program) == {(True,), (False,)}


def test_a_wait_for_what_was_set_before_the_thread_began_has_one_way_to_end(every_outcome, go):
    def program(say):
        bell = Event()
        bell.set()
        end(go(lambda: say(bell.wait(5))))

    assert every_outcome(program) == {(True,)}


def test_a_pulse_is_heard_or_comes_too_early(every_outcome, go):
    """Nothing tells the one who rings whether the other waits already: it may always have been a moment too late."""

    def program(say):
        bell = Event()

        def ring():
            bell.set()
            bell.clear()

        go(lambda: say(bell.wait()), ring)

    assert every_outcome(program) == {(True,), ("stuck",)}


# ---- conditions ----------------------------------------------------------------------------------


def test_a_signal_before_anybody_waits_is_lost(every_outcome, go):
    def program(say):
        shout = Condition()

        def listen():
            with shout:
                say(shout.wait())

        def call():
            with shout:
                shout.notify()

        go(listen, call)

    assert every_outcome(program) == {(True,), ("stuck",)}


def test_a_predicate_loses_no_signal(every_outcome, go):
    def program(say):
        shout = Condition()
        dough = []

        def listen():
            with shout:
                say(shout.wait_for(lambda: bool(dough)))

        def call():
            with shout:
                dough.append(1)
                shout.notify()

        end(go(listen, call))

    assert every_outcome(program) == {(True,)}


def test_wait_for_with_a_timeout(every_outcome, go):
    """After a time-out it is the predicate that decides, so False means that the call came after all of it."""

    def program(say):
        shout = Condition()
        dough = []

        def listen():
            with shout:
                say(shout.wait_for(lambda: bool(dough), 5))

        def call():
            with shout:
                dough.append(1)
                shout.notify()

        end(go(listen, call))

    assert every_outcome(program) == {(True,), (False,)}


@pytest.mark.parametrize(("n", "woken"), [(1, {1}), (2, {2}), (None, {2})])
def test_as_many_are_woken_as_are_called(every_outcome, go, n, woken):
    def program(say):
        shout, ready = Condition(), []

        def listen():
            with shout:
                ready.append(1)
                shout.wait()
            say("woken")

        go(listen, listen)
        with shout:
            if len(ready) < 2:
                say("too early")
            elif n is None:
                shout.notify_all()
            else:
                shout.notify(n)

    in_time = {said for said in every_outcome(program) if "too early" not in said}
    assert {said.count("woken") for said in in_time} == woken


def test_a_call_can_be_spent_on_one_whose_time_is_over(every_outcome, go):
    """CPython's waiter stays in the line until it has the lock again: see the `finally` of its `Condition.wait`.

    Both have begun to wait when the call comes: Ana is woken by it, or timed out a moment before and Bo is woken, or
    timed out a moment before, had not got the lock, and nobody is woken.
    """

    def program(say):
        shout, ready = Condition(), []

        def ana():
            with shout:
                ready.append("Ana")
                say(("Ana", shout.wait(5)))

        def bo():
            with shout:
                if ready:
                    ready.append("Bo")
                    say(("Bo", shout.wait()))

        go(ana, bo)
        with shout:
            if len(ready) == 2:
                shout.notify()
                say("called")

    after_the_call = {said[said.index("called") + 1 :] for said in every_outcome(program) if "called" in said}
    assert after_the_call == {
        (("Ana", True), "stuck"),
        (("Ana", False), "stuck"),  # the lost call
        (("Bo", True),),  # Ana had gone, lock and all
    }


def test_waiting_gives_back_whatever_lock_it_is(every_order, go):
    """Each lock leaves a "release" in the trace where it is given back by a wait."""
    for lock_type in (Lock, RLock, Foreign):

        def main(lock_type=lock_type):
            shout = Condition(lock_type())

            def listen():
                with shout:
                    shout.wait(1)

            end(go(listen))

        for execution in every_order(main):
            ops = [e.op for e in execution.events if e.op in ("acquire", "wait", "release", "timeout")]
            assert ops == ["acquire", "wait", "release", "timeout", "acquire", "release"], lock_type


class Foreign:
    """A lock of the program's own."""

    def __init__(self):
        self.inner = Lock()
        self.acquire, self.release = self.inner.acquire, self.inner.release

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *_):
        self.release()

    def _is_owned(self):
        return self.inner.owner is not None


# ---- locks and semaphores ------------------------------------------------------------------------


def test_a_lock_with_a_timeout(every_outcome, go):
    def program(say):
        lock = Lock()

        def hold():
            with lock:
                sleep(1)

        def ask():
            if got := lock.acquire(timeout=3):
                lock.release()
            say(got)

        end(go(hold, ask))

    assert every_outcome(program) == {(True,), (False,)}


def test_a_semaphore_lets_anybody_in_who_comes_first(every_outcome, go):
    def program(say):
        hook = Semaphore(1)

        def take(name):
            with hook:
                say(name)

        end(go(lambda: take("a"), lambda: take("b")))

    assert every_outcome(program) == {("a", "b"), ("b", "a")}


def test_a_bounded_semaphore_given_back_twice(every_outcome, go):
    """Where the other has its token out the second release goes through."""

    def program(say):
        hook = BoundedSemaphore(2)

        def once():
            with hook:
                pass

        def twice():
            hook.acquire()
            hook.release()
            try:
                hook.release()
            except ValueError:
                say("too many")

        end(go(once, twice))

    # "once" gives back third and last: then it is the one whose release is too many, and dies of it
    assert every_outcome(program) == {("too many",), ("ValueError",)}


# ---- barriers ------------------------------------------------------------------------------------


def meet(say, barrier, name, timeout=None):
    try:
        barrier.wait(timeout)
        say(f"{name} passed")
    except BrokenBarrierError:
        say(f"{name} broken")


def test_a_barrier_whose_waiter_may_run_out_of_time(every_outcome, go):
    """All or nobody: whoever comes after the time-out finds it broken."""

    def program(say):
        barrier = Barrier(2)
        end(go(lambda: meet(say, barrier, "a", 5), lambda: meet(say, barrier, "b")))

    assert {tuple(sorted(said)) for said in every_outcome(program)} == {
        ("a passed", "b passed"),
        ("a broken", "b broken"),
    }


def test_abort_breaks_those_who_have_not_left_yet(every_outcome, go):
    """One who comes last and aborts at once may leave the first one broken, though all had met: `_state` is looked at
    on the way out.
    """

    def program(say):
        barrier = Barrier(2)

        def last():
            meet(say, barrier, "b")
            barrier.abort()

        end(go(lambda: meet(say, barrier, "a"), last))

    assert {tuple(sorted(said)) for said in every_outcome(program)} == {
        ("a passed", "b passed"),
        ("a broken", "b passed"),
    }


def test_reset_breaks_only_those_who_wait(every_outcome, go):
    def program(say):
        barrier = Barrier(2)
        end(go(lambda: meet(say, barrier, "a", 5), barrier.reset))

    # without the time-out it would be stuck; whether by reset or by time, nobody else ever comes
    assert every_outcome(program) == {("a broken",)}


def test_a_round_begins_when_the_last_has_left_the_one_before(every_outcome, go):
    def program(say):
        barrier = Barrier(2)

        def lap(name):
            for lap in (1, 2):
                barrier.wait()
                say(f"{name}{lap}")

        end(go(lambda: lap("a"), lambda: lap("b")))

    assert every_outcome(program) == {
        (*first, *second) for first in (("a1", "b1"), ("b1", "a1")) for second in (("a2", "b2"), ("b2", "a2"))
    }


def test_nobody_is_late_while_the_action_lasts(every_outcome, go):
    """The action runs under the barrier's lock, so that a time-out meanwhile finds that all have met."""

    def program(say):
        barrier = Barrier(2, action=lambda: sleep(100))

        def first():
            barrier.wait(5)
            say("passed")

        def second():
            sleep(1)
            barrier.wait()

        try:
            end(go(first, second))
        except BrokenBarrierError:
            say("broken")

    assert every_outcome(program) == {("passed",), ("BrokenBarrierError", "BrokenBarrierError")}


# ---- queues --------------------------------------------------------------------------------------


@pytest.mark.parametrize("deed", ["put", "get", "put_nowait", "get_nowait", "task_done"])
def test_who_has_a_queues_mutex_keeps_everybody_out(every_outcome, go, deed):
    """Also whoever came to the queue before anybody had asked for its mutex."""

    def program(say):
        rail = Queue()
        rail.put(1)

        def look():
            with rail.mutex:
                before = list(rail.queue), rail.unfinished_tasks
                Event().is_set()  # others may move here
                say((list(rail.queue), rail.unfinished_tasks) == before)

        end(go(lambda: getattr(rail, deed)(*([2] if deed.startswith("put") else [])), look))

    assert every_outcome(program) == {(True,)}


def test_a_bounded_queue_with_timeouts_on_both_sides(every_outcome, go):
    def program(say):
        rail = Queue(1)
        rail.put("old")

        def put():
            try:
                rail.put("new", timeout=5)
            except Full:
                say("full")

        def get():
            for _ in range(2):
                try:
                    say(rail.get(timeout=5))
                except Empty:
                    say("empty")

        end(go(put, get))

    assert every_outcome(program) == {
        ("old", "new"),
        ("old", "empty"),
        ("full", "old", "empty"),
    }


def test_join_waits_for_what_was_put_before_it_looks(every_outcome, go):
    def program(say):
        rail = Queue()

        def serve():
            rail.get()
            say("served")
            rail.task_done()

        def close():
            rail.join()
            say("closed")

        def order():
            rail.put(1)

        end(go(serve, close, order))

    assert every_outcome(program) == {("served", "closed"), ("closed", "served")}


@pytest.mark.skipif(ShutDown is None, reason="before Python 3.13 queues have no shutdown")
def test_shutdown_meets_gets_and_puts(every_outcome, go):
    def program(say):
        rail = Queue()

        def get():
            try:
                say(rail.get())
            except ShutDown:
                say("nothing more")

        def put():
            try:
                rail.put("bun")
            except ShutDown:
                say("refused")

        end(go(get, put, rail.shutdown))

    assert every_outcome(program) == {
        ("bun",),
        ("nothing more", "refused"),
        ("refused", "nothing more"),
    }


# ---- threads -------------------------------------------------------------------------------------

ENDS_ARE_SEEN = frozenset({"begin", "start", "sleep", "work"})
"""What is private where it matters whether a thread has ended."""


def test_join_with_a_timeout_says_nothing_and_is_alive_may_say_either(every_outcome, go):
    def program(say):
        done = Event()
        (baker,) = go(done.set)
        baker.join(5)
        say((done.is_set(), baker.is_alive()))

    assert every_outcome(program, private=ENDS_ARE_SEEN) == {
        ((False, True),),
        ((True, True),),
        ((True, False),),
        ((False, False),),  # asked of the bell before, of the baker after he ended
    }


def test_how_many_threads_there_are_is_a_matter_of_order(every_outcome, go):
    def program(say):
        threads = go(lambda: None)
        say(active_count())
        end(threads)
        say(active_count())

    assert every_outcome(program, private=ENDS_ARE_SEEN) == {(2, 1), (1, 1)}


def test_a_timer_that_is_cancelled_or_not(every_outcome):
    """Cancelled between its last look and its call it still calls, as `Timer.run` has it."""

    def program(say):
        bell = Event()

        def ring():
            bell.set()
            say("ring")

        timer = Timer(10, ring)
        timer.start()
        timer.cancel()
        say("cancelled")
        timer.join()

    assert every_outcome(program) == {("cancelled",), ("ring", "cancelled"), ("cancelled", "ring")}


def test_locals_are_nobody_elses(every_outcome, go):
    def program(say):
        mine = local()
        mine.x = 0

        def write(x):
            mine.x = x
            sleep(1)
            say(mine.x == x)

        end(go(lambda: write(1), lambda: write(2)))
        say(mine.x)

    assert every_outcome(program) == {(True, True, 0)}


# ---- what a blocked one wants --------------------------------------------------------------------


def blocked_forms():
    """Name → (what it waits for, with a timeout or without), each in a thread that blocks for good."""

    def cond(timeout):
        shout = Condition(name="thing")
        with shout:
            shout.wait(timeout)

    lock, empty, full, hook, never = (
        lambda: Lock(name="thing"),
        lambda: Queue(name="thing"),
        lambda: Queue(1, name="thing"),
        lambda: Semaphore(0, name="thing"),
        lambda: Event(name="thing"),
    )

    def locked(timeout):
        held = lock()
        held.acquire()
        held.acquire(timeout=-1 if timeout is None else timeout)

    def stuffed(timeout):
        rail = full()
        rail.put(1)
        rail.put(2, timeout=timeout)

    return {
        "acquire": locked,
        "down": lambda timeout: hook().acquire(timeout=timeout),
        "get": lambda timeout: empty().get(timeout=timeout),
        "put": stuffed,
        "await-set": lambda timeout: never().wait(timeout),
        "pass": lambda timeout: Barrier(2, name="thing").wait(timeout),
        "notified": cond,
    }


@pytest.mark.parametrize("op", list(blocked_forms()))
def test_a_blocked_one_names_what_it_wants_and_until_when(op):
    from cafe_sim.engine.kernel.actor import NEVER
    from cafe_sim.engine.kernel.execution import Execution

    for timeout in (None, 5):
        with Execution(lambda timeout=timeout: blocked_forms()[op](timeout), policy=Stubborn()) as execution:
            execution.run()
            (actor,) = execution.pending()
            assert actor.op == op
            assert execution.object_names[actor.target.serial].name == "thing"
            assert (actor.deadline < NEVER) == (timeout is not None)


class Stubborn:
    """Lets nobody run out of time."""

    def choose(self, enabled, _current):
        return next((choice for choice in enabled if not choice.times_out), None)
