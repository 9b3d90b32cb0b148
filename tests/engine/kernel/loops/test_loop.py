"""The bare loop under unmodified asyncio: virtual time, exact order, spinning, other threads,
being driven and closed.
"""

from __future__ import annotations

import asyncio
import gc
import warnings
from contextvars import ContextVar, copy_context
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cafe_sim.engine.kernel.actor import here
from cafe_sim.engine.kernel.execution import Execution, Limits
from cafe_sim.engine.kernel.loops.loop import Loop
from cafe_sim.engine.kernel.loops.refused import REFUSED
from cafe_sim.engine.kernel.tasks import sleep
from cafe_sim.engine.kernel.trace import SECOND
from cafe_sim.errors import NotModelled


def on_a_loop(main, **options):
    """`main(loop, log)` run on a loop of its own: what it logged, and the execution, closed."""
    log = []

    def body():
        loop = Loop()
        try:
            loop.run_until_complete(main(loop, log))
        finally:
            loop.close()

    with Execution(body, **options) as execution:
        execution.run()
    for _, _, error, _ in execution.errors:
        raise error
    return log, execution


def test_an_hour_of_waiting_takes_no_time():
    async def main(loop, log):
        await asyncio.sleep(3600)
        log.append(loop.time())

    log, execution = on_a_loop(main)
    assert log == [3600.0]
    assert execution.now == 3600 * SECOND


def test_times_are_whole_nanoseconds():
    async def main(loop, log):
        for _ in range(10):
            await asyncio.sleep(0.1)
        log.append(loop.time())
        log.append(loop.call_later(0.3, print).when_ns)

    assert on_a_loop(main)[0] == [1.0, 1_300_000_000]


def test_tasks_are_counted_per_execution_if_they_have_no_name():
    async def main(loop, log):
        one, two, three = (
            loop.create_task(asyncio.sleep(n), name=name) for n, name in ((1, None), (2, "Task-?"), (3, None))
        )
        three.set_name(7)
        four = asyncio.create_task(asyncio.sleep(4))
        log += [task.get_name() for task in (asyncio.current_task(), one, two, three, four)]
        log.append("name='Task-4'" in repr(four))

    assert on_a_loop(main)[0] == ["Task-1", "Task-2", "Task-?", "7", "Task-4", True]


def test_a_task_runs_in_the_context_that_it_is_given():
    var = ContextVar("var", default="none")

    async def read(log):
        log.append(var.get())

    async def main(loop, log):
        given = copy_context()
        given.run(var.set, "given")
        await loop.create_task(read(log), context=given)
        await loop.create_task(read(log))

    assert on_a_loop(main)[0] == ["given", "none"]


def test_the_shortest_sleep_takes_time_and_none_takes_none():
    async def main(loop, log):
        for delay in (0, -1, float("-inf"), 1e-12, 0.4e-9, 1e-9, True):
            await sleep(delay)
            log.append(loop.execution.running.clock)

    assert on_a_loop(main)[0] == [0, 0, 0, 1, 2, 3, 3 + SECOND]


def test_sleeps_and_timers_round_alike_halves_up():
    async def main(loop, log):
        for delay in (2.5e-9, 3.5e-9, 3.4e-9, 0.1, 1, 10**10):
            before = loop.execution.running.clock
            timer = loop.call_later(delay, print)
            await sleep(delay)
            log.append((timer.when_ns - before, loop.execution.running.clock - before))
            timer.cancel()

    assert on_a_loop(main)[0] == [(ns, ns) for ns in (3, 4, 3, SECOND // 10, SECOND, 10**10 * SECOND)]


def test_a_timer_for_a_moment_before_all_times_is_due_at_once():
    async def main(loop, log):
        loop.call_later(float("-inf"), log.append, "due")
        await sleep(1)

    assert on_a_loop(main)[0] == ["due"]


def test_the_callback_may_be_named():
    async def main(loop, log):
        loop.call_soon(callback=lambda: log.append("called"))
        await sleep(1)

    assert on_a_loop(main)[0] == ["called"]


def test_a_task_of_somebody_elses_making_sleeps_as_asyncio_does():
    async def main(loop, log):
        stranger = asyncio.Task(nap(log), loop=loop)
        await asyncio.sleep(1)
        stranger.cancel()
        await asyncio.sleep(1)
        log.append(stranger.cancelled())

    async def nap(log):
        try:
            await sleep(10)
        finally:
            log.append(asyncio.get_running_loop().time())

    assert on_a_loop(main)[0] == [1.0, True]


def test_sleeping_for_ever_is_allowed_and_never_ends():
    async def main(loop, log):
        forever = asyncio.ensure_future(asyncio.sleep(float("inf")))
        also = asyncio.ensure_future(sleep(float("inf")))
        await asyncio.sleep(10)
        log.append((forever.done(), also.done()))
        forever.cancel()
        also.cancel()
        with pytest.raises(ValueError, match="NaN"):
            await sleep(float("nan"))

    assert on_a_loop(main)[0] == [(False, False)]


def test_nothing_left_to_do_is_a_deadlock_not_a_hang():
    async def main(loop, log):
        await loop.create_future()

    def body():
        loop = Loop()
        loop.run_until_complete(main(loop, []))

    with Execution(body) as execution:
        assert execution.run() == "stuck"


delays = st.integers(0, 5)
programs = st.lists(st.lists(delays, min_size=1, max_size=4), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(programs)
def test_our_sleep_keeps_the_order_of_asyncios_own(plan):
    """Same turns, same order: `kernel.tasks.sleep` on our loop, `asyncio.sleep` on it, and on a plain loop."""

    async def visitor(log, wait, name, waits):
        for n, delay in enumerate(waits):
            await wait(delay)
            log.append((name, n))
            asyncio.get_running_loop().call_soon(log.append, (name, n, "soon"))
            asyncio.get_running_loop().call_later(delay, log.append, (name, n, "later"))

    async def everybody(log, wait):
        await asyncio.gather(*[visitor(log, wait, n, waits) for n, waits in enumerate(plan)])

    async def ours(loop, log):
        await everybody(log, sleep)

    async def theirs(loop, log):
        await everybody(log, asyncio.sleep)

    plain_log = []
    plain = PlainLoop()
    plain.run_until_complete(everybody(plain_log, asyncio.sleep))
    plain.close()
    assert on_a_loop(ours)[0] == on_a_loop(theirs)[0] == plain_log


deeds = st.sampled_from(["nothing", "soon", "at once", "later", "void", "cancel", "take back"])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.tuples(st.integers(0, 3), deeds, st.integers(0, 5)), max_size=4), min_size=2, max_size=6))
def test_so_it_does_where_sleepers_of_one_moment_meddle_with_each_other(plan):
    """Whoever is asked to stop at the very moment at which his sleep is over, hears of it as in CPython, and when."""

    async def visitor(log, wait, name, tasks):
        for delay, deed, whom in plan[name]:
            try:
                await wait(delay)
                log.append((name, "slept"))
            except asyncio.CancelledError as error:
                log.append((name, "cancelled", *error.args, asyncio.current_task().cancelling()))
            loop = asyncio.get_running_loop()
            other = tasks[whom % len(tasks)]
            if deed == "soon":
                loop.call_soon(log.append, (name, "soon"))
            elif deed == "at once":
                loop.call_later(0, log.append, (name, "at once"))
            elif deed == "later":
                loop.call_later(delay, log.append, (name, "later"))
            elif deed == "void":
                loop.call_later(delay, log.append, (name, "void")).cancel()
            elif deed in ("cancel", "take back"):
                log.append((name, "asks", whom % len(tasks), other.cancel(name)))
                if deed == "take back":
                    other.uncancel()

    async def everybody(log, wait):
        tasks = []
        tasks += [asyncio.create_task(visitor(log, wait, name, tasks)) for name in range(len(plan))]
        for task in tasks:
            while not task.done():
                await wait(1)
            log.append(task.cancelled())

    async def ours(loop, log):
        await everybody(log, sleep)

    async def theirs(loop, log):
        await everybody(log, asyncio.sleep)

    plain_log = []
    plain = PlainLoop()
    plain.run_until_complete(everybody(plain_log, asyncio.sleep))
    plain.close()
    assert on_a_loop(theirs)[0] == plain_log
    assert on_a_loop(ours)[0] == plain_log


class PlainLoop(asyncio.BaseEventLoop):
    """asyncio's own loop on a clock that jumps: the reference for order.

    On a real clock no two deadlines are equal; here a hair makes them so, since asyncio's heap breaks ties at random.
    """

    def __init__(self):
        super().__init__()
        self._clock_resolution = 1e-3
        self._selector = self
        self.now = 0
        self.hairs = count(1)

    def time(self):
        return self.now

    def call_at(self, when, *args, **options):
        return super().call_at(when + next(self.hairs) * 1e-6, *args, **options)

    def select(self, timeout):
        self.now = round(self._scheduled[0]._when) if timeout else self.now
        return []

    def _process_events(self, event_list):
        pass


def test_many_cancelled_timers_are_dropped():
    async def main(loop, log):
        kept = loop.call_later(5, log.append, "kept")
        for _ in range(10_000):
            loop.call_later(3600, log.append, "never").cancel()
        log.append(len(loop._timers) < 300)
        await asyncio.sleep(6)
        log.append(kept.cancelled())

    assert on_a_loop(main)[0] == [True, "kept", False]


def test_cancelled_sleeps_are_dropped_too():
    async def main(loop, log):
        for _ in range(2_000):
            task = asyncio.ensure_future(sleep(3600))
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.sleep(0)
        log.append(len(loop._timers) < 300)

    assert on_a_loop(main)[0] == [True]


# ---- spinning ------------------------------------------------------------------------------------


def test_a_task_that_goes_round_and_round_does_not_stop_the_clock():
    async def main(loop, log):
        async def baker():
            await asyncio.sleep(7)
            ready.append("bread")

        ready = []
        task = loop.create_task(baker())
        while not ready:
            await asyncio.sleep(0)
        log.append(loop.time())
        await task

    assert on_a_loop(main)[0] == [7.0]


def test_a_loop_that_spins_lets_threads_move():
    async def main(loop, log):
        actor = here.actor
        execution = actor.execution
        ready = []

        def other():
            execution.point(here.actor, "sleep", delay=3 * SECOND)
            ready.append(1)

        execution.new_actor(other)
        while not ready:
            await asyncio.sleep(0)
        log.append(loop.time())

    assert on_a_loop(main)[0] == [3.0]


def test_a_long_polite_computation_is_no_livelock():
    async def main(loop, log):
        for _ in range(20_000):
            await asyncio.sleep(0)
        log.append(loop.time())

    assert on_a_loop(main)[0] == [0.0]


def test_turns_are_limited():
    async def main(loop, log):
        while True:
            await asyncio.sleep(1)

    def body():
        loop = Loop()
        loop.run_until_complete(main(loop, []))

    with Execution(body, limits=Limits(turns=10_000)) as execution:
        assert execution.run() == "spent"


# ---- other threads -------------------------------------------------------------------------------


def test_a_hand_in_wakes_an_idle_loop_and_brings_its_history_along():
    async def main(loop, log):
        execution = here.actor.execution
        future = loop.create_future()

        def other():
            execution.point(here.actor, "sleep", delay=2 * SECOND)
            loop.call_soon_threadsafe(future.set_result, "bread")

        execution.new_actor(other)
        log.append((await future, loop.time()))

    log, execution = on_a_loop(main)
    assert log == [("bread", 2.0)]
    ops = [(e.op, e.actor) for e in execution.events if e.op in ("hand-in", "idle")]
    assert ops == [("hand-in", 2), ("idle", 1)]


def test_call_soon_from_another_thread_wakes_nobody_and_is_noted():
    async def main(loop, log):
        execution = here.actor.execution

        def other():
            execution.point(here.actor, "sleep", delay=2 * SECOND)
            loop.call_soon(lambda: log.append(("called", loop.time())))

        execution.new_actor(other)
        await asyncio.sleep(10)

    log, execution = on_a_loop(main)
    assert log == [("called", 10.0)]
    assert [e.detail for e in execution.events if e.op == "note"] == [("foreign-call", "call_soon")]


def test_debug_mode_refuses_a_foreign_call():
    async def main(loop, log):
        execution = here.actor.execution
        loop.set_debug(True)

        def other():
            with pytest.raises(RuntimeError, match="Non-thread-safe"):
                loop.call_later(1, print)
            log.append("refused")

        execution.new_actor(other)
        await asyncio.sleep(1)

    assert on_a_loop(main)[0] == ["refused"]


def test_blocking_inside_a_task_stands_the_loop_and_is_noted():
    async def main(loop, log):
        async def quick():
            await asyncio.sleep(1)
            log.append(loop.time())

        task = loop.create_task(quick())
        await asyncio.sleep(0)
        here.actor.execution.point(here.actor, "sleep", delay=5 * SECOND)
        await task

    log, execution = on_a_loop(main)
    assert log == [5.0]
    assert [e.detail for e in execution.events if e.op == "note"] == [("blocked-loop", 5.0)]


# ---- driving and closing -------------------------------------------------------------------------


async def busy_cafe(loop, log):
    async def order(n):
        await asyncio.sleep(n / 4)
        log.append((n, loop.time()))

    await asyncio.gather(*[order(n) for n in range(20)])


def test_advancing_in_slices_is_the_same_run():
    whole, execution = on_a_loop(busy_cafe)

    log = []
    with Execution(lambda: Loop().run_until_complete(busy_cafe(here.actor.loop or LoopNow(), log))) as sliced:
        until = 0
        while sliced.advance(until) == "paused":
            assert all(at * SECOND <= until for _, at in log)
            until += SECOND // 3
        assert sliced.state == "ended"
    assert log == whole
    assert sliced.trace().digest() == execution.trace().digest()


class LoopNow:
    """The loop that will run."""

    def time(self):
        return asyncio.get_running_loop().time()


def test_closing_half_way_ends_coroutines_in_order_and_leaves_nothing():
    closed = []

    async def order(n):
        try:
            await asyncio.sleep(100 + n)
        finally:
            closed.append(n)

    async def main():
        await asyncio.gather(*[order(n) for n in range(5)])

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        execution = Execution(lambda: Loop().run_until_complete(main()))
        assert execution.advance(50 * SECOND) == "paused"
        execution.close()
        assert closed == [0, 1, 2, 3, 4]
        gc.collect()


def test_a_coroutine_that_catches_everything_is_closed_all_the_same():
    async def stubborn():
        while True:
            try:
                await asyncio.sleep(1)
            except BaseException:
                continue

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        execution = Execution(lambda: Loop().run_until_complete(stubborn()))
        assert execution.advance(10 * SECOND) == "paused"
        execution.close()
    assert execution.left_behind == []


def test_a_blocked_callback_torn_down_runs_no_further_code():
    after = []

    async def blocks():
        try:
            here.actor.execution.point(here.actor, "sleep", delay=10 * SECOND)
        except BaseException:
            after.append("told")
            raise

    async def main():
        asyncio.get_running_loop().call_soon(after.append, "never")
        await blocks()

    execution = Execution(lambda: Loop().run_until_complete(main()))
    execution.advance(SECOND)
    execution.close()
    assert after == ["told"]


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_reaches_outside_is_refused_by_name(name):
    async def main(loop, log):
        with pytest.raises(NotModelled, match=f"loop.{name} is not modelled"):
            getattr(loop, name)()

    on_a_loop(main)


def test_every_method_of_a_real_loop_is_there_or_refused():
    def body():
        loop = Loop()
        for name in dir(asyncio.AbstractEventLoop):
            ours = getattr(type(loop), name)
            if not name.startswith("_") and ours is getattr(asyncio.AbstractEventLoop, name):
                missing.append(name)
        loop.close()

    missing = []
    with Execution(body) as execution:
        execution.run()
        assert execution.errors == []
    assert missing == ["set_default_executor", "shutdown_default_executor"]  # those are the façade's


def test_a_timer_in_the_past_fires_at_once():
    async def main(loop, log):
        await asyncio.sleep(5)
        loop.call_at(1, lambda: log.append(loop.time()))
        await asyncio.sleep(1)

    assert on_a_loop(main)[0] == [5.0]
