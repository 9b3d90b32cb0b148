"""The scheduler: time that jumps, ties, yields, three ways to drive, and what is told when nothing moves."""

from __future__ import annotations

import random

import pytest

from cafe_sim.engine.kernel.execution import Choice, Execution, Limits, me
from cafe_sim.engine.kernel.shared.events import Event
from cafe_sim.engine.kernel.shared.locks import Lock
from cafe_sim.engine.kernel.shared.queues import Queue
from cafe_sim.engine.kernel.shared.semaphores import Semaphore
from cafe_sim.engine.kernel.shared.sleeping import sleep
from cafe_sim.engine.kernel.shared.threads import Thread
from cafe_sim.engine.kernel.trace import SECOND
from cafe_sim.errors import Bug, Misuse, NotModelled


def relay(story):
    """A main function with three threads that sleep, lock and tell."""
    lock = []

    def runner(n):
        def run():
            for lap in range(3):
                with lock[0]:
                    sleep(n)
                    story.say(n, lap)
                sleep(0.5)

        run.__name__ = f"runner-{n}"
        return run

    def main():
        lock.append(Lock())
        story.together(*(runner(n) for n in (3, 1, 2)))

    return main


class TestTime:
    def test_jumps_to_the_next_deadline(self, story):
        def main():
            story.together(*(lambda n=n: (sleep(n), story.say(n)) for n in (3, 1, 2)))

        assert story.run(main).seconds == 3
        assert [(t, n) for t, _, n in story.log] == [(1, 1), (2, 2), (3, 3)]

    def test_never_goes_back_in_a_trace(self, story):
        times = [e.time for e in story.run(relay(story)).trace.events]
        assert times == sorted(times)

    def test_sleepers_wake_in_the_order_in_which_they_were_started(self, story):
        def sleeper(n):
            sleep(6 - n)
            sleep(n + 1)
            story.say()

        def main():
            threads = [Thread(target=sleeper, args=(n,), name=f"s{n}") for n in range(5)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

        story.run(main)
        assert [name for _, name in story.log] == ["s0", "s1", "s2", "s3", "s4"]

    def test_the_running_actor_goes_on_at_equal_times(self, story):
        def other():
            story.say()

        def main():
            threads = story.start(other)
            for _ in range(3):
                with Lock():
                    story.say()
            threads[0].join()

        story.run(main)
        assert [name for _, name in story.log] == ["main"] * 3 + ["other"]

    def test_whoever_waited_first_for_a_thing_has_it_first(self, story):
        lock = []

        def waiter():
            with lock[0]:
                story.say()

        def main():
            lock.append(Lock())
            lock[0].acquire()
            threads = [Thread(target=waiter, name=f"w{n}") for n in range(3)]
            for thread in threads:
                thread.start()
            sleep(1)
            lock[0].release()
            with lock[0]:
                story.say()
            for thread in threads:
                thread.join()

        story.run(main)
        assert [name for _, name in story.log] == ["w0", "w1", "w2", "main"]

    def test_to_give_something_to_those_who_wait_is_no_reason_to_stop(self, story):
        def main():
            rail, bystander = Queue(), Thread(target=lambda: story.say(), name="bystander")
            taker = Thread(target=lambda: story.say(rail.get()), name="taker")
            taker.start()
            sleep(1)
            bystander.start()
            rail.put("pie")
            story.say()
            bystander.join()
            taker.join()

        story.run(main)
        assert story.log == [(1, "main"), (1, "taker", "pie"), (1, "bystander")]

    def test_at_the_same_moment_a_release_beats_a_timeout(self, story):
        lock = []

        def waiter():
            story.say(lock[0].acquire(timeout=5))

        def main():
            lock.append(Lock())
            lock[0].acquire()
            threads = story.start(waiter)
            sleep(5)
            lock[0].release()
            threads[0].join()

        story.run(main)
        assert story.log == [(5, "waiter", True)]


class TestYields:
    def test_a_sleep_of_no_time_lets_the_others_go_first(self, story):
        def main():
            def other():
                story.say()

            story.start(other)
            sleep(0)
            story.say()

        story.run(main)
        assert [name for _, name in story.log] == ["other", "main"]

    def test_a_polite_worker_keeps_his_own_time(self, story):
        def sleeper():
            sleep(5)

        def main():
            story.start(sleeper)
            for _ in range(10):
                sleep(0)
            story.say()

        story.run(main)
        assert story.log == [(0, "main")]

    @pytest.mark.parametrize("spin", ["try", "sleep", "turn"])
    def test_time_follows_the_others_for_one_who_spins(self, story, spin):
        flag, lock = [], []

        def later():
            sleep(5)
            flag.append(1)

        def main():
            lock.append(Lock())
            lock[0].acquire()
            story.start(later)
            actor = me()
            while not flag:
                if spin == "try":
                    lock[0].acquire(False)
                elif spin == "sleep":
                    sleep(0)
                else:
                    actor.execution.yield_turn(actor)
            story.say()

        assert story.run(main).state == "ended"
        assert story.log == [(5, "main")]

    def test_a_spinner_looks_again_after_every_move_of_the_others(self, story):
        count = []

        def ticker():
            for _ in range(4):
                sleep(1)
                count.append(1)

        def main():
            story.start(ticker)
            actor = me()
            seen = 0
            while seen < 4:
                if len(count) == seen:
                    actor.execution.yield_turn(actor)
                else:
                    seen = len(count)
                    story.say(seen)

        story.run(main)
        assert [(t, n) for t, _, n in story.log] == [(1, 1), (2, 2), (3, 3), (4, 4)]

    def test_only_spinners_left_is_a_livelock_not_a_deadlock(self, story):
        def spinner():
            actor = me()
            while True:
                actor.execution.yield_turn(actor)

        def blocked():
            lock = Lock()
            lock.acquire()
            lock.acquire()

        told = story.run(lambda: story.together(spinner, spinner, blocked))
        assert told.state == "livelocked"
        assert told.notes.count(("livelock", "spinner", "yield")) == 2
        assert ("blocked", "acquire", ("blocked",)) in told.waits

    def test_spinners_who_hand_something_on_are_alive(self, story):
        turn = [0]
        done = []

        def player(n):
            def play():
                actor = me()
                for _ in range(20):
                    while turn[0] != n:
                        actor.execution.yield_turn(actor)
                    turn[0] = 1 - n
                    actor.execution.record(actor, "write", None, turn[0])
                done.append(n)

            return play

        assert story.run(lambda: story.together(player(0), player(1))).state == "ended"
        assert sorted(done) == [0, 1]


class TestQuiet:
    def test_nobody_else_moves(self, story):
        def other():
            story.say()

        def main():
            actor = me()
            threads = story.start(other)
            actor.quiet += 1
            sleep(2)
            actor.execution.yield_turn(actor)
            story.say()
            actor.quiet -= 1
            threads[0].join()

        story.run(main)
        assert [(t, name) for t, name in story.log] == [(2, "main"), (2, "other")]

    def test_to_wait_for_another_there_is_refused(self, story):
        def main():
            lock = Lock()
            lock.acquire()
            me().quiet += 1
            assert lock.acquire(timeout=1) is False
            lock.acquire()

        told = story.run(main, errors=True)
        assert isinstance(told.errors[0], Misuse)
        assert "inside an import" in str(told.errors[0])
        assert told.seconds == 1


class TestDriving:
    @pytest.mark.parametrize("slice_ns", [SECOND // 10, SECOND, 7 * SECOND, 1000 * SECOND])
    def test_in_slices_of_time_it_is_the_same_run(self, story, slice_ns):
        whole = story.run(relay(story))
        log, story.log = story.log, []
        with Execution(relay(story)) as execution:
            until = 0
            while execution.advance(until) == "paused":
                assert execution.now == until
                until += slice_ns
        assert story.log == log
        assert execution.trace().digest() == whole.trace.digest()

    def test_step_by_step_as_the_default_would_choose_it_is_the_same_run(self, story):
        def main():
            semaphore, event = Semaphore(0), Event()

            def giver():
                for n in range(3):
                    sleep(n)
                    semaphore.release()
                event.set()

            def taker():
                for _ in range(3):
                    semaphore.acquire()
                    story.say()
                event.wait()

            story.together(giver, taker)

        story.run(main)
        whole, story.log = story.log, []
        with Execution(main) as execution:
            current = 0
            while choices := execution.enabled():
                first = min(choices, key=lambda c: (c.ready, c.actor != current, c.actor))
                current = first.actor
                execution.step(first)
            assert execution.state in ("ended", "paused")
        assert story.log == whole

    def test_a_stepped_actor_goes_up_to_its_next_point(self, story):
        def main():
            lock = Lock()
            with lock:
                story.say("in")

        with Execution(main) as execution:
            seen = []
            while choices := execution.enabled():
                execution.step(choices[0])
                seen.append([actor.op for actor in execution.pending()])
        assert seen == [["acquire"], ["release"], ["exit"], []]
        assert execution.state == "ended"

    def test_a_sleeper_can_always_be_stepped(self, story):
        def slow():
            sleep(100)
            story.say()

        with Execution(lambda: story.together(slow)) as execution:
            while choices := execution.enabled():
                execution.step(choices[-1])
        assert story.log == [(100, "slow")]

    def test_a_wait_with_a_deadline_can_be_stepped_into_its_timeout(self, story):
        def main():
            lock = Lock()
            lock.acquire()
            story.say(lock.acquire(timeout=3))

        seen = []
        with Execution(main) as execution:
            while choices := execution.enabled():
                seen.append(choices)
                execution.step(choices[0])
        assert [Choice(1, True, 3 * SECOND)] in seen
        assert story.log == [(3, "main", False)]

    def test_a_choice_that_is_none_is_refused(self):
        with Execution(lambda: None) as execution, pytest.raises(Misuse, match="choose one of"):
            execution.step(Choice(7, False, 0))

    def test_not_from_inside(self, story):
        def main():
            me().execution.run()

        assert isinstance(story.run(main, errors=True).errors[0], Bug)

    def test_what_is_over_stays_over(self, story):
        execution = story.run(lambda: None).execution
        assert execution.run() == execution.advance(SECOND) == "ended"

    def test_closed_before_it_began(self, story):
        with Execution(lambda: story.say()) as execution:
            pass
        assert execution.state == "closed"
        assert execution.run() == "closed"
        assert story.log == []


class TestPolicies:
    def test_a_random_walk_is_the_same_for_the_same_seed(self, story):
        def walk(seed):
            story.log = []
            return story.run(relay(story), policy=RandomWalk(seed)).trace.digest()

        digests = [walk(seed) for seed in range(10)]
        assert [walk(seed) for seed in range(10)] == digests
        assert len(set(digests)) > 3

    def test_a_policys_failure_is_the_drivers(self, story):
        class Broken:
            def choose(self, enabled, current):
                if len(enabled) > 1:
                    raise ZeroDivisionError
                return enabled[0]

        with Execution(relay(story), policy=Broken()) as execution:
            with pytest.raises(ZeroDivisionError):
                execution.run()
            assert execution.errors == []

    def test_a_policy_may_hand_the_baton_back(self, story):
        class Twice:
            left = 2

            def choose(self, enabled, current):
                self.left -= 1
                return enabled[0] if self.left >= 0 else None

        policy = Twice()
        with Execution(relay(story), policy=policy) as execution:
            assert execution.run() == "paused"
            policy.left = 10_000
            assert execution.run() == "ended"


class RandomWalk:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def choose(self, enabled, current):
        return self.random.choice(enabled)


class TestEnds:
    def test_an_error_in_main_is_kept_and_the_others_go_on(self, story):
        def other():
            sleep(1)
            story.say()

        def main():
            story.start(other)
            raise ValueError("main")

        told = story.run(main, errors=True)
        assert told.state == "ended"
        assert [str(e) for e in told.errors] == ["main"]
        assert story.log == [(1, "other")]

    def test_limits_end_it_as_spent(self, story):
        def main():
            lock = Lock()
            while True:
                with lock:
                    pass

        with Execution(main, limits=Limits(events=100)) as execution:
            assert execution.run() == "spent"

    def test_too_many_threads_are_refused_in_a_sentence(self, story):
        def main():
            for _ in range(10):
                Thread(target=lambda: None).start()

        told = story.run(main, errors=True, limits=Limits(actors=5))
        assert isinstance(told.errors[0], NotModelled)
        assert "more than 5 threads" in str(told.errors[0])

    def test_what_main_still_does_at_its_end(self, story):
        def main():
            execution = me().execution
            execution.at_main_end.append(lambda: story.say("second"))
            execution.at_main_end.append(lambda: (sleep(1), story.say("first")))
            raise KeyError("x")

        story.run(main, errors=True)
        assert [what for _, _, what in story.log] == ["first", "second"]

    def test_outside_a_program_there_is_nobody(self):
        with pytest.raises(Misuse, match="start it with `run`"):
            Lock()
