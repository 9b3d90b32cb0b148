"""Conditions, semaphores, events and barriers among actors, on virtual time."""

from __future__ import annotations

from threading import BrokenBarrierError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.shared.barriers import Barrier
from cafe_sim.engine.kernel.shared.conditions import Condition
from cafe_sim.engine.kernel.shared.events import Event
from cafe_sim.engine.kernel.shared.semaphores import BoundedSemaphore, Semaphore
from cafe_sim.engine.kernel.shared.sleeping import sleep
from cafe_sim.engine.kernel.shared.threads import Thread


class TestCondition:
    def test_to_wait_gives_the_lock_back_and_takes_it_again(self, story):
        def main():
            condition = Condition()

            def caller():
                sleep(1)
                with condition:
                    condition.notify()

            def waiter():
                with condition:
                    condition.wait()

            story.together(waiter, caller)

        mine = [e.op for e in story.run(main).trace.events if e.actor == 2]
        assert mine == ["begin", "acquire", "wait", "release", "notified", "acquire", "release", "exit"]

    def test_first_to_wait_is_first_to_be_called(self, story):
        condition = []

        def waiter():
            with condition[0]:
                condition[0].wait()
                story.say()

        def main():
            condition.append(Condition())
            threads = [Thread(target=waiter, name=f"w{n}") for n in range(4)]
            for thread in threads:
                thread.start()
            for count in (1, 2, 1):
                sleep(1)
                with condition[0]:
                    condition[0].notify(count)
            for thread in threads:
                thread.join()

        story.run(main)
        assert story.log == [(1, "w0"), (2, "w1"), (2, "w2"), (3, "w3")]

    def test_no_call_is_spent_on_one_who_went_away(self, story):
        condition = []

        def impatient():
            with condition[0]:
                story.say(condition[0].wait(1))

        def patient():
            with condition[0]:
                story.say(condition[0].wait())

        def main():
            condition.append(Condition())
            threads = story.start(impatient, patient)
            sleep(2)
            with condition[0]:
                condition[0].notify()
            for thread in threads:
                thread.join()

        assert story.run(main).state == "ended"
        assert story.log == [(1, "impatient", False), (2, "patient", True)]

    def test_a_call_that_nobody_hears_is_lost(self, story):
        def main():
            condition = Condition()
            with condition:
                condition.notify_all()
                condition.wait()

        told = story.run(main)
        assert told.state == "stuck"
        assert told.waits == [("main", "notified", ())]

    def test_wait_for_asks_again_only_when_called(self, story):
        def main():
            condition, asked = Condition(), []

            def ready():
                asked.append(1)
                return len(asked) == 3

            def caller():
                for _ in range(2):
                    sleep(1)
                    with condition:
                        condition.notify()

            story.start(caller)
            with condition:
                story.say(condition.wait_for(ready, timeout=10))
                story.say(condition.wait_for(lambda: False, timeout=3))

        story.run(main)
        assert story.log == [(2, "main", True), (5, "main", False)]


class TestSemaphore:
    def test_as_many_at_once_as_there_are_tokens(self, story):
        tokens = []

        def guest():
            with tokens[0]:
                story.say()
                sleep(1)

        def main():
            tokens.append(Semaphore(2))
            story.together(*[guest] * 5)

        assert story.run(main).seconds == 3
        assert [t for t, _ in story.log] == [0, 0, 1, 1, 2]

    def test_holders_are_those_who_have_a_token(self, story):
        def main():
            tokens = BoundedSemaphore(3)
            tokens.acquire()
            thread = Thread(target=tokens.acquire, name="Bo")
            thread.start()
            thread.join()
            story.say([a.name for a in tokens.holders()])
            tokens.release()
            story.say([a.name for a in tokens.holders()], repr(tokens))

        story.run(main)
        assert [what for _, _, *what in story.log] == [
            [["main", "Bo"]],
            [["Bo"], "<BoundedSemaphore semaphore-2 value=2>"],
        ]

    def test_one_used_to_signal_has_no_holders(self, story):
        def main():
            signal = Semaphore(0)

            def giver():
                sleep(2)
                signal.release(2)

            story.start(giver)
            signal.acquire()
            signal.acquire()
            story.say(signal.value)

        story.run(main)
        assert story.log == [(2, "main", 0)]


class TestEvent:
    def test_a_pulse_wakes_those_who_wait_and_nobody_later(self, story):
        bell = []

        def early():
            story.say(bell[0].wait(10))

        def late():
            sleep(2)
            story.say(bell[0].wait(1))

        def main():
            bell.append(Event())
            threads = story.start(early, late)
            sleep(1)
            bell[0].set()
            bell[0].clear()
            for thread in threads:
                thread.join()

        story.run(main)
        assert story.log == [(1, "early", True), (3, "late", False)]

    def test_polling_it_takes_its_time(self, story):
        def main():
            bell = Event()

            def ringer():
                sleep(2.5)
                bell.set()

            story.start(ringer)
            polls = 0
            while not bell.wait(1):
                polls += 1
            story.say(polls)

        story.run(main)
        assert story.log == [(2.5, "main", 2)]


class TestBarrier:
    def test_all_go_on_when_the_last_one_comes(self, story):
        barrier = []

        def comer(n):
            def come():
                sleep(n)
                place = barrier[0].wait()
                story.say(place)

            return come

        def main():
            barrier.append(Barrier(3))
            story.together(comer(2), comer(1), comer(5))

        story.run(main)
        assert sorted(what[-1] for what in story.log) == [0, 1, 2]
        assert {t for t, *_ in story.log} == {5}

    def test_who_comes_early_for_the_next_round_waits_for_it(self, story):
        barrier, rounds = [], []

        def runner():
            for lap in range(4):
                barrier[0].wait()
                rounds.append(lap)

        def main():
            barrier.append(Barrier(3))
            story.together(*[runner] * 3)

        assert story.run(main).state == "ended"
        assert rounds == sorted(rounds)

    def test_one_who_loses_patience_breaks_it_for_all(self, story):
        barrier = []

        def comer(timeout):
            def come():
                with pytest.raises(BrokenBarrierError):
                    barrier[0].wait(timeout)
                story.say()

            return come

        def main():
            barrier.append(Barrier(3))
            story.together(comer(None), comer(4))
            assert barrier[0].broken
            barrier[0].reset()
            story.together(*[barrier[0].wait] * 3)

        story.run(main)
        assert [t for t, _ in story.log] == [4, 4]

    def test_a_reset_sends_home_those_who_wait(self, story):
        barrier = []

        def come():
            with pytest.raises(BrokenBarrierError):
                barrier[0].wait()
            story.say(barrier[0].broken)

        def main():
            barrier.append(Barrier(2))
            threads = story.start(come)
            sleep(1)
            barrier[0].reset()
            threads[0].join()

        story.run(main)
        assert story.log == [(1, "come", False)]

    def test_a_party_of_nobody_is_refused(self, story):
        told = story.run(lambda: Barrier(0), errors=True)
        assert isinstance(told.errors[0], ValueError)


@settings(max_examples=50, deadline=None)
@given(tokens=st.integers(1, 3), naps=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=6))
def test_never_more_inside_than_tokens_and_nobody_waits_without_need(tokens, naps):
    inside, most = [], []

    def guest(before, during, semaphore):
        sleep(before)
        with semaphore:
            inside.append(1)
            most.append(len(inside))
            sleep(during)
            inside.pop()

    def main():
        semaphore = Semaphore(tokens)
        threads = [Thread(target=guest, args=(*nap, semaphore)) for nap in naps]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    with Execution(main) as execution:
        assert execution.run() == "ended"
        assert not execution.errors
    assert max(most) <= tokens
    # first come, first served: what a queue with so many servers gives
    servers = [0] * tokens
    for before, during in sorted(naps, key=lambda nap: nap[0]):
        first = servers.index(min(servers))
        servers[first] = max(servers[first], before) + during
    assert execution.now == max(*servers, *(before for before, _ in naps)) * 1_000_000_000
