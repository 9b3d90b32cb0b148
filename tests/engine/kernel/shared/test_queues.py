"""Queues among actors: one operation each, room and items as guards, order kept."""

from __future__ import annotations

import queue

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.shared.queues import LifoQueue, PriorityQueue, Queue, SimpleQueue
from cafe_sim.engine.kernel.shared.sleeping import sleep
from cafe_sim.engine.kernel.shared.threads import Thread


def test_to_put_and_to_get_is_one_event_each(story):
    def main():
        rail = Queue()
        rail.put(1)
        rail.get()
        rail.task_done()
        rail.join()

    assert story.run(main).ops == ["begin", "put", "get", "task-done", "await-done", "exit"]


def test_a_full_rail_holds_the_producer_until_there_is_room(story):
    def main():
        rail = Queue(1)

        def producer():
            for n in range(3):
                rail.put(n)
                story.say(n)

        def consumer():
            for _ in range(3):
                sleep(2)
                rail.get()

        story.together(producer, consumer)

    story.run(main)
    assert [(t, n) for t, _, n in story.log] == [(0, 0), (2, 1), (4, 2)]


def test_those_who_wait_are_served_in_turn(story):
    rail = []

    def taker():
        story.say(rail[0].get())

    def main():
        rail.append(SimpleQueue())
        threads = [Thread(target=taker, name=f"t{n}") for n in range(3)]
        for thread in threads:
            thread.start()
        sleep(1)
        for item in "abc":
            rail[0].put(item)
        for thread in threads:
            thread.join()

    story.run(main)
    assert story.log == [(1, "t0", "a"), (1, "t1", "b"), (1, "t2", "c")]


def test_a_wait_for_an_item_ends_on_time(story):
    def main():
        with pytest.raises(queue.Empty):
            Queue().get(timeout=3)
        full = Queue(1)
        full.put(1)
        with pytest.raises(queue.Full):
            full.put(2, timeout=4)

    assert story.run(main).seconds == 7


def test_asking_an_empty_queue_again_and_again_ends_when_something_comes(story):
    def main():
        rail = Queue()

        def cook():
            sleep(6)
            rail.put("pie")

        story.start(cook)
        while True:
            try:
                item = rail.get_nowait()
            except queue.Empty:
                continue
            break
        story.say(item)

    story.run(main)
    assert story.log == [(6, "main", "pie")]


def test_a_join_waits_for_the_work_not_for_the_taking(story):
    def main():
        rail = Queue()

        def worker():
            while True:
                rail.get()
                sleep(3)
                rail.task_done()

        story.start(worker, daemon=True)
        for n in range(2):
            rail.put(n)
        rail.join()

    assert story.run(main).seconds == 6


@pytest.mark.skipif(not hasattr(queue, "ShutDown"), reason="new in 3.13")
def test_a_shutdown_wakes_everybody(story):
    def main():
        rail, full = Queue(), Queue(1)
        full.put(1)

        def taker():
            with pytest.raises(queue.ShutDown):
                rail.get()
            story.say()

        def putter():
            with pytest.raises(queue.ShutDown):
                full.put(2)
            story.say()

        threads = story.start(taker, putter)
        sleep(1)
        rail.shutdown()
        full.shutdown()
        for thread in threads:
            thread.join()

    assert story.run(main).state == "ended"
    assert story.log == [(1, "taker"), (1, "putter")]


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from([Queue, LifoQueue, PriorityQueue, SimpleQueue]),
    bound=st.integers(0, 3),
    loads=st.lists(st.lists(st.integers(0, 9), max_size=5), min_size=1, max_size=3),
    takers=st.integers(1, 3),
)
def test_nothing_is_lost_and_nothing_comes_twice(kind, bound, loads, takers):
    got, put_order = [], []

    def putter(rail, items):
        for item in items:
            rail.put(item)
            put_order.append(item)
            sleep(item / 10)

    def taker(rail, count):
        for _ in range(count):
            got.append(rail.get())
            sleep(0.2)

    def main():
        rail = SimpleQueue() if kind is SimpleQueue else kind(bound)
        total = sum(map(len, loads))
        shares = [total // takers + (n < total % takers) for n in range(takers)]
        threads = [Thread(target=putter, args=(rail, items)) for items in loads]
        threads += [Thread(target=taker, args=(rail, share)) for share in shares]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert rail.empty()

    with Execution(main) as execution:
        assert execution.run() == "ended"
        assert not execution.errors
    assert sorted(got) == sorted(item for items in loads for item in items)
    if kind in (Queue, SimpleQueue):
        assert got == put_order
