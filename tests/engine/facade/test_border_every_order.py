"""The border between threads and loops under a policy, by brute force: exactly what CPython allows a program to come
to.

Inside one loop everything keeps asyncio's order; only what comes from another thread has a choice of places. "stuck"
stands for a deadlock. The loops here are never closed, which spares the many orders in which a pool's idle workers end.
"""

from __future__ import annotations

import gc
import warnings

import pytest

from cafe_sim.engine.facade import asyncio, threading, time
from cafe_sim.engine.facade.concurrent_futures import (
    FIRST_COMPLETED,
    CancelledError,
    ThreadPoolExecutor,
    as_completed,
    wait,
)
from cafe_sim.engine.facade.concurrent_futures import TimeoutError as FutureTimeout

Thread = threading.Thread


def run(coroutine):
    """On a loop of its own, which is left open."""
    loop = asyncio.new_event_loop()
    return loop.run_until_complete(coroutine)


# ---- one loop ------------------------------------------------------------------------------------


def test_a_loop_alone_has_no_choice_at_all(every_order):
    """A loop with nobody beside it: one order, whatever it does."""

    async def work(n):
        await asyncio.sleep(n % 3)
        await asyncio.sleep(0)
        return n

    async def main():
        async with asyncio.TaskGroup() as group:
            for n in range(4):
                group.create_task(work(n))
        await asyncio.wait_for(asyncio.gather(*map(work, range(4))), 100)

    assert sum(1 for _ in every_order(lambda: asyncio.run(main()))) == 1


def test_equal_deadlines_fire_in_the_order_of_their_making_whoever_hands_in(every_outcome):
    def program(say):
        async def main():
            loop = asyncio.get_running_loop()
            Thread(target=lambda: loop.call_soon_threadsafe(say, "H")).start()
            for name in "abc":
                loop.call_later(1, say, name)
            await asyncio.sleep(1)

        run(main())

    found = every_outcome(program)
    assert {"".join(said).replace("H", "") for said in found} == {"abc"}
    # before the timers, or not at all: their time joins the queue at once, and the sleep over its two hops ends the
    # loop
    assert found == {("H", "a", "b", "c"), ("a", "b", "c", "H"), ("a", "b", "c")}


# ---- handing in ----------------------------------------------------------------------------------


def test_a_hand_in_lands_between_any_two_callbacks(every_outcome):
    """a, b, c queue each other; the hand-in goes before or after each of them, or comes when the loop has ended."""

    def program(say):
        loop = asyncio.new_event_loop()

        def call(name, *rest):
            say(name)
            if rest:
                loop.call_soon(call, *rest)
            else:
                loop.call_soon(loop.stop)

        thread = Thread(target=lambda: loop.call_soon_threadsafe(say, "H"))
        loop.call_soon(thread.start)
        loop.call_soon(call, "a", "b", "c")
        loop.run_forever()

    assert every_outcome(program) == {
        ("a", "H", "b", "c"),
        ("a", "b", "H", "c"),
        ("a", "b", "c", "H"),
        ("a", "b", "c"),
    }


def test_a_hand_in_lands_between_any_two_things_that_one_callback_queues(every_outcome):
    def program(say):
        async def main():
            loop = asyncio.get_running_loop()
            loop.call_soon(say, "a")
            Thread(target=lambda: loop.call_soon_threadsafe(say, "H")).start()
            loop.call_soon(say, "b")
            await asyncio.sleep(5)

        run(main())

    assert every_outcome(program) == {("a", "H", "b"), ("a", "b", "H"), ("a", "b")}


def test_what_is_handed_in_last_may_be_begun_and_not_come_to_its_end(every_outcome):
    """It is done while the loop cleans up, and who would tell its future has no turn any more."""

    def program(say):
        async def visit():
            say("visit")

        async def main():
            loop = asyncio.get_running_loop()
            coro = visit()

            def bring():
                try:
                    asyncio.run_coroutine_threadsafe(coro, loop).add_done_callback(lambda _: say("done"))
                except RuntimeError:
                    coro.close()

            Thread(target=bring).start()

        asyncio.run(main())

    outcomes = every_outcome(program)
    assert outcomes >= {("visit", "done"), ("visit",), ()}


@pytest.mark.parametrize("timer", [False, True])
def test_what_another_thread_cancels_may_have_been_done_by_then(every_outcome, timer):
    def program(say):
        async def main():
            loop = asyncio.get_running_loop()

            def bring():
                loop.call_soon_threadsafe(say, "done").cancel()

            if timer:
                handle = loop.call_later(1, say, "done")
            Thread(target=handle.cancel if timer else bring).start()
            await asyncio.sleep(5)

        run(main())

    assert every_outcome(program) == {("done",), ()}


def test_two_hand_ins_of_one_thread_keep_their_order(every_outcome):
    def program(say):
        async def main():
            loop = asyncio.get_running_loop()

            def bring():
                loop.call_soon_threadsafe(say, 1)
                loop.call_soon_threadsafe(say, 2)

            Thread(target=bring).start()
            await asyncio.sleep(5)

        run(main())

    assert every_outcome(program) == {(1, 2), (1,), ()}


def test_a_timer_or_a_hand_in_when_idle(every_outcome):
    def program(say):
        async def main():
            bell = asyncio.Event()
            loop = asyncio.get_running_loop()
            Thread(target=lambda: loop.call_soon_threadsafe(bell.set)).start()
            try:
                await asyncio.wait_for(bell.wait(), 5)
                say("rung")
            except TimeoutError:
                say("in vain")

        run(main())

    assert every_outcome(program) == {("rung",), ("in vain",)}


@pytest.mark.parametrize("call", ["call_soon", "set_result", "set", "put_nowait", "cancel"])
def test_a_bare_call_from_another_thread_is_wrong_in_every_order_in_which_the_loop_runs(every_order, call):
    states = set()

    def main():
        async def wait_for_it():
            loop = asyncio.get_running_loop()
            future, event, queue = loop.create_future(), asyncio.Event(), asyncio.Queue()
            task = asyncio.ensure_future(asyncio.sleep(3))
            calls = {
                "call_soon": lambda: loop.call_soon(print),
                "set_result": lambda: future.set_result(1),
                "set": event.set,
                "put_nowait": lambda: queue.put_nowait(1),
                "cancel": task.cancel,
            }
            waits = {"set_result": lambda: future, "set": event.wait, "put_nowait": queue.get, "cancel": lambda: task}
            thread = Thread(target=calls[call])
            thread.start()
            await asyncio.sleep(1)
            await asyncio.wait_for(asyncio.shield(waits.get(call, lambda: asyncio.sleep(1))()), 1)

        loop = asyncio.new_event_loop()
        try:
            loop.run_until_complete(wait_for_it())
        except (TimeoutError, asyncio.CancelledError):
            pass
        loop.run_until_complete(asyncio.sleep(1))  # so that it runs whenever the thread may come

    for execution in every_order(main):
        ops = [event.op for event in execution.events]
        notes = [event.detail[0] for event in execution.events if event.op == "note"]
        came = "bare-call" in ops
        states.add((execution.state, came))
        if came and execution.state == "ended":
            assert notes.count("foreign-call") <= 1
    assert any(came for _, came in states)


@pytest.mark.parametrize("call", ["call_soon", "call_later", "create_task", "stop", "cancel", "set"])
@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
def test_a_bare_call_comes_before_the_loop_runs_or_behind_its_back(every_order, call):
    """Whoever starts the loop's thread and then calls: the thread may have been quicker."""

    async def bake():
        pass

    def main():
        loop = asyncio.new_event_loop()
        event = asyncio.Event()
        waiting = loop.create_task(event.wait())
        thread = Thread(target=loop.run_forever, daemon=True)
        thread.start()
        calls = {
            "call_soon": lambda: loop.call_soon(print),
            "call_later": lambda: loop.call_later(1, print),
            "create_task": lambda: loop.create_task(bake()),
            "stop": loop.stop,
            "cancel": waiting.cancel,
            "set": event.set,
        }
        calls[call]()

    notes = {event.detail[0] for x in every_order(main) for event in x.events if event.op == "note"}
    quiet = [
        x for x in every_order(main) if not any(e.op == "note" and e.detail[0] == "foreign-call" for e in x.events)
    ]
    gc.collect()  # what was never awaited says so now, where that is expected
    assert "foreign-call" in notes
    assert quiet


def test_how_a_loop_is_may_change_while_another_thread_asks(every_outcome):
    def program(say):
        loop = asyncio.new_event_loop()
        thread = Thread(target=lambda: say((loop.is_running(), loop.is_closed())))
        thread.start()
        loop.run_until_complete(asyncio.sleep(1))
        loop.close()
        thread.join()

    assert every_outcome(program) == {((False, False),), ((True, False),), ((True, True),), ((False, True),)}


def test_two_threads_that_run_one_loop(every_outcome):
    def program(say):
        loop = asyncio.new_event_loop()

        def live():
            try:
                loop.run_until_complete(asyncio.sleep(1))
            except RuntimeError as error:
                say(str(error))

        threads = [Thread(target=live), Thread(target=live)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    outcomes = every_outcome(program)
    assert () in outcomes
    assert ("This event loop is already running",) in outcomes


def test_a_threadsafe_call_is_never_called_foreign(every_order):
    def main():
        async def wait_for_it():
            loop = asyncio.get_running_loop()
            event = asyncio.Event()
            Thread(target=lambda: loop.call_soon_threadsafe(event.set)).start()
            await event.wait()

        run(wait_for_it())

    for execution in every_order(main):
        assert execution.state == "ended"
        assert not [event for event in execution.events if event.op == "note"]


def test_a_bare_call_wakes_nobody(every_outcome):
    """Set before the loop falls asleep it is found; after that nobody looks."""

    def program(say):
        async def main():
            future = asyncio.get_running_loop().create_future()
            Thread(target=lambda: future.set_result(None)).start()
            await asyncio.sleep(0)
            await future
            say("found")

        run(main())

    assert every_outcome(program) == {("found",), ("stuck",)}


def test_handing_in_to_a_loop_that_is_being_closed(every_outcome):
    def program(say):
        loop = asyncio.new_event_loop()

        def bring():
            try:
                loop.call_soon_threadsafe(say, "done")
            except RuntimeError:
                say("closed")

        Thread(target=bring).start()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()

    assert every_outcome(program) == {("done",), ("closed",), ()}


# ---- work in threads -----------------------------------------------------------------------------


def test_a_timeout_around_an_hour_in_a_thread_takes_five_seconds(every_outcome):
    def program(say):
        async def main():
            began = time.monotonic()
            try:
                async with asyncio.timeout(5):
                    await asyncio.to_thread(time.sleep, 3600)
            except TimeoutError:
                say("time is up")
            say(time.monotonic() - began)

        run(main())

    assert every_outcome(program) == {("time is up", 5.0)}


def test_a_timeout_around_a_second_in_a_thread_may_go_either_way(every_outcome):
    """The thread may be left standing for longer than four seconds; the clocks say what happened then."""

    def program(say):
        async def main():
            began = time.monotonic()
            try:
                async with asyncio.timeout(5):
                    say(await asyncio.to_thread(lambda: time.sleep(1) or "bread"))
            except TimeoutError:
                say("time is up")
            say(time.monotonic() - began)

        run(main())

    assert every_outcome(program) == {("bread", 1.0), ("time is up", 5.0)}


def test_cancelling_what_may_not_have_begun(every_outcome):
    """A call that has not begun never does; one that has goes on to its end, and nobody waits for it."""

    def program(say):
        async def main():
            def bake():
                threading.Event().set()  # a point
                say("baked")

            call = asyncio.ensure_future(asyncio.to_thread(bake))
            await asyncio.sleep(0)
            call.cancel()
            try:
                await call
                say("eaten")
            except asyncio.CancelledError:
                say("cancelled")

        run(main())

    assert every_outcome(program) == {
        ("cancelled",),
        ("cancelled", "baked"),
        ("baked", "cancelled"),
    }


def test_a_result_that_comes_before_the_cancellation_is_kept(every_outcome):
    def program(say):
        async def main():
            call = asyncio.get_running_loop().run_in_executor(None, lambda: "bread")
            await asyncio.sleep(1)
            say(call.cancel())

        run(main())

    assert every_outcome(program) == {(True,), (False,)}


def test_what_two_threads_bring_comes_in_either_order(every_outcome):
    def program(say):
        async def main():
            loop = asyncio.get_running_loop()
            futures = [loop.create_future() for _ in range(2)]
            for n in range(2):
                Thread(target=lambda n=n: loop.call_soon_threadsafe(futures[n].set_result, n)).start()

            async def tell(n):
                say(await futures[n])

            await asyncio.gather(tell(0), tell(1))

        run(main())

    assert every_outcome(program) == {(0, 1), (1, 0)}


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")  # where the loop had no time to begin
def test_a_coroutine_given_to_a_loop_in_another_thread(every_outcome):
    """`result(timeout)`: there in time, or not; the coroutine takes its second all the same."""

    def program(say):
        loop = asyncio.new_event_loop()
        thread = Thread(target=loop.run_forever, daemon=True)
        thread.start()

        async def bake():
            await asyncio.sleep(1)
            return "bread"

        future = asyncio.run_coroutine_threadsafe(bake(), loop)
        try:
            say(future.result(5))
        except FutureTimeout:
            say("in vain")

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert every_outcome(program) == {("bread",), ("in vain",)}
        gc.collect()
    assert not caught, "a coroutine that its loop never came to is no news after the end"


def test_several_loops_in_several_threads_have_nothing_to_do_with_each_other(every_order):
    said = {}

    def main():
        said.clear()

        def live(name):
            async def tell():
                await asyncio.sleep(0.5)
                said[name] = time.monotonic()

            run(tell())

        threads = [Thread(target=live, args=(name,)) for name in "ab"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    for execution in every_order(main):
        assert execution.state == "ended"
        assert said == {"a": 0.5, "b": 0.5}


# ---- executors -----------------------------------------------------------------------------------

PRIVATE_ENDS = frozenset({"begin", "start", "sleep", "work", "exit", "join"})


def test_jobs_are_taken_in_the_order_in_which_they_were_given(every_outcome):
    def program(say):
        with ThreadPoolExecutor(1) as pool:
            for n in range(3):
                pool.submit(say, n)

    assert every_outcome(program) == {(0, 1, 2)}


def test_what_is_shut_down_without_waiting_takes_no_more_and_ends_what_it_has(every_outcome):
    def program(say):
        pool = ThreadPoolExecutor(1)
        pool.submit(say, "first")
        pool.shutdown(wait=False)
        say("shut")
        try:
            pool.submit(say, "second")
        except RuntimeError:
            say("refused")

    assert every_outcome(program) == {
        ("first", "shut", "refused"),
        ("shut", "first", "refused"),
        ("shut", "refused", "first"),
    }


def test_futures_cancelled_with_their_pool(every_outcome):
    """The worker may take a job at any moment, also the second one while the first is being cancelled."""

    def program(say):
        pool = ThreadPoolExecutor(1)
        jobs = [pool.submit(lambda: None) for _ in range(2)]
        pool.shutdown(wait=True, cancel_futures=True)
        say(tuple(job.cancelled() for job in jobs))

    assert every_outcome(program, private=PRIVATE_ENDS) == {
        ((False, False),),
        ((False, True),),
        ((True, False),),
        ((True, True),),
    }


def test_a_job_that_waits_for_a_job_behind_it(every_outcome):
    def program(say):
        pool = ThreadPoolExecutor(1)

        def outer():
            say(pool.submit(lambda: "inner").result())

        pool.submit(outer).result()

    assert every_outcome(program) == {("stuck",)}


def test_map_gives_results_in_order_however_they_come(every_outcome):
    def program(say):
        with ThreadPoolExecutor(2) as pool:
            say(tuple(pool.map(lambda n: n * n, [1, 2])))

    assert every_outcome(program, private=PRIVATE_ENDS) == {((1, 4),)}


def test_as_completed_gives_them_as_they_come(every_outcome):
    def program(say):
        pool = ThreadPoolExecutor(2)
        jobs = {pool.submit(lambda: None): name for name in "ab"}
        say("".join(jobs[job] for job in as_completed(jobs)))

    assert every_outcome(program, most=60_000, private=PRIVATE_ENDS) == {("ab",), ("ba",)}


def test_waiting_for_the_first_of_two_with_a_timeout(every_outcome):
    def program(say):
        pool = ThreadPoolExecutor(2)
        jobs = {pool.submit(lambda: None): name for name in "ab"}
        done, _ = wait(jobs, 5, FIRST_COMPLETED)
        say("".join(sorted(jobs[job] for job in done)))

    assert every_outcome(program, most=60_000, private=PRIVATE_ENDS) == {("",), ("a",), ("b",), ("ab",)}


def test_a_cancelled_job_is_never_done(every_outcome):
    def program(say):
        pool = ThreadPoolExecutor(1)
        job = pool.submit(say, "done")
        if job.cancel():
            say("cancelled")
        try:
            job.result()
        except CancelledError:
            say("nothing")

    assert every_outcome(program) == {("done",), ("cancelled", "nothing")}
