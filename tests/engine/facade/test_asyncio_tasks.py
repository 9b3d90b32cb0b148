"""Tasks, futures, gather and their kin: each small program does the same on plain CPython and here.

A program logs what happens; logs, results and exceptions are compared (`conftest.check`). Only orders that asyncio
promises are logged.
"""

from __future__ import annotations

import contextvars
import sys

import pytest


def said(error):
    return (type(error), str(error))


PROGRAMS = []


def program(function):
    PROGRAMS.append(function)
    return function


async def step(a, log, tick, name, ticks=1, error=None):
    log(f"{name} begins")
    try:
        await a.sleep(tick(ticks))
    except a.CancelledError:
        log(f"{name} cancelled")
        raise
    log(f"{name} ends")
    if error is not None:
        raise error
    return name


# ---- tasks ---------------------------------------------------------------------------------------


@program
async def sleepers_wake_by_time(a, log, tick):
    tasks = [a.create_task(step(a, log, tick, n, n)) for n in (3, 1, 2)]
    return [await t for t in tasks]


@program
async def equal_deadlines_in_order_of_creation(a, log, tick):
    await a.gather(*[step(a, log, tick, n, 2) for n in "cab"])


@program
async def sleep_zero_goes_round(a, log, tick):
    async def go(name):
        for i in range(3):
            log((name, i))
            await a.sleep(0)

    await a.gather(go("x"), go("y"), go("z"))


@program
async def sleep_returns_its_result(a, log, tick):
    return await a.sleep(0, "zero"), await a.sleep(-1, "minus"), await a.sleep(tick(1), "one")


@program
async def tasks_begin_in_order_of_creation_after_the_creator_waits(a, log, tick):
    async def go(n):
        log(n)

    tasks = [a.create_task(go(n)) for n in range(5)]
    log("made")
    await tasks[-1]
    log("last one done")


@program
async def cancel_before_begin(a, log, tick):
    task = a.create_task(step(a, log, tick, "never"))
    log(task.cancel())
    log(task.cancel("again"))
    log(task.cancelled())
    try:
        await task
    except a.CancelledError as error:
        log(said(error))
    log((task.cancelled(), task.done(), task.cancel()))


@program
async def cancel_with_a_message(a, log, tick):
    async def go():
        try:
            await a.sleep(tick(9))
        except a.CancelledError as error:
            log(("inside", error.args))
            raise

    task = a.create_task(go())
    await a.sleep(0)
    task.cancel("closing time")
    try:
        await task
    except a.CancelledError as error:
        log(type(error))


@program
async def a_task_may_refuse_to_be_cancelled(a, log, tick):
    async def stubborn():
        try:
            await a.sleep(tick(9))
        except a.CancelledError:
            log("no")
        return "finished"

    task = a.create_task(stubborn())
    await a.sleep(0)
    task.cancel()
    return await task, task.cancelled(), task.cancelling()


@program
async def uncancel_counts(a, log, tick):
    async def go():
        try:
            await a.sleep(tick(9))
        except a.CancelledError:
            me = a.current_task()
            log((me.cancelling(), me.uncancel(), me.cancelling()))

    task = a.create_task(go())
    await a.sleep(0)
    task.cancel()
    task.cancel()
    await task


@program
async def exceptions_come_out_of_await(a, log, tick):
    task = a.create_task(step(a, log, tick, "bad", 1, ValueError("burnt")))
    try:
        await task
    except ValueError as error:
        log(said(error))
    return said(task.exception())


@program
async def asking_too_early(a, log, tick):
    task = a.create_task(step(a, log, tick, "slow"))
    for ask in (task.result, task.exception):
        try:
            ask()
        except a.InvalidStateError as error:
            log(said(error))
    await task
    return task.result()


@program
async def names(a, log, tick):
    log(a.current_task().get_name().startswith("Task-"))
    one, two = a.create_task(a.sleep(0)), a.create_task(a.sleep(0), name="two")
    one.set_name("one")
    await a.wait([one, two])
    return sorted(t.get_name() for t in (one, two))


@program
async def reprs(a, log, tick):
    async def brew():
        await a.sleep(tick(1))
        return 3

    task = a.create_task(brew(), name="brew")
    await a.sleep(0)
    log(repr(task)[:30])
    log("cb=" in repr(task))
    await task
    log(repr(task)[:30])
    future = a.get_running_loop().create_future()
    log(repr(future))
    future.set_result(4)
    log(repr(future))


@program
async def done_callbacks_in_order(a, log, tick):
    task = a.create_task(step(a, log, tick, "x"))
    for n in range(3):
        task.add_done_callback(lambda t, n=n: log((n, t.result())))
    drop = log
    task.add_done_callback(drop)
    log(task.remove_done_callback(drop))
    await task
    log("awaited")
    await a.sleep(0)


@program
async def callbacks_of_a_done_future_wait_for_the_next_turn(a, log, tick):
    future = a.get_running_loop().create_future()
    future.set_result(1)
    future.add_done_callback(lambda f: log("called"))
    log("added")
    await a.sleep(0)


@program
async def futures(a, log, tick):
    loop = a.get_running_loop()
    future = a.Future()
    loop.call_later(tick(1), future.set_result, 7)
    log(await future)
    for again in (lambda: future.set_result(8), lambda: future.set_exception(ValueError())):
        try:
            again()
        except a.InvalidStateError as error:
            log(type(error))
    other = loop.create_future()
    other.cancel()
    try:
        await other
    except a.CancelledError:
        log("cancelled")
    third = loop.create_future()
    third.set_exception(KeyError("k"))
    try:
        await third
    except KeyError as error:
        log(said(error))


@program
async def awaiting_oneself(a, log, tick):
    async def go():
        await me[0]

    me = []
    me.append(a.create_task(go(), name="loop"))
    try:
        await me[0]
    except RuntimeError as error:
        log(str(error)[:30])


@program
async def all_tasks_and_current_task(a, log, tick):
    tasks = {a.create_task(a.sleep(0)) for _ in range(3)}
    log(a.all_tasks() == tasks | {a.current_task()})
    await a.wait(tasks)
    log(len(a.all_tasks()))


@program
async def task_contexts(a, log, tick):
    var = contextvars.ContextVar("var", default="none")
    var.set("outer")

    async def go():
        log(var.get())
        var.set("inner")
        await a.sleep(0)
        log(var.get())

    await a.create_task(go())
    log(var.get())
    context = contextvars.copy_context()
    context.run(var.set, "given")
    await a.create_task(go(), context=context)
    log(context[var])


@program
async def a_bare_yield_of_something_strange(a, log, tick):
    class Strange:
        def __await__(self):
            yield "what?"

    async def go():
        await Strange()

    try:
        await a.create_task(go())
    except RuntimeError as error:
        log(str(error))


@program
async def the_result_of_main_is_the_result_of_run(a, log, tick):
    return {"till": 12}


@program
async def errors_of_main_come_out_of_run(a, log, tick):
    raise LookupError("main")


@program
async def main_cancelling_itself(a, log, tick):
    a.current_task().cancel()
    await a.sleep(0)


@program
async def eager_tasks(a, log, tick):
    if sys.version_info < (3, 12):
        return
    a.get_running_loop().set_task_factory(a.eager_task_factory)

    async def quick(n):
        log(("runs", n))
        return n

    async def slow(n):
        log(("runs", n))
        await a.sleep(tick(1))
        log(("goes on", n))

    one, two = a.create_task(quick(1)), a.create_task(slow(2))
    log((one.done(), two.done()))
    log(await one)
    await two
    async with a.TaskGroup() as group:
        group.create_task(quick(3))
        group.create_task(slow(4))
        log("made")
    log(await a.gather(quick(5), quick(6)))


@program
async def a_task_factory(a, log, tick):
    def factory(loop, coro, **options):
        log("made")
        return a.Task(coro, loop=loop, **options)

    loop = a.get_running_loop()
    loop.set_task_factory(factory)
    log(loop.get_task_factory() is factory)
    await a.create_task(step(a, log, tick, "x"))
    loop.set_task_factory(None)
    log(loop.get_task_factory())
    try:
        loop.set_task_factory(3)
    except TypeError as error:
        log(said(error))


# ---- gather, wait, as_completed ------------------------------------------------------------------


@program
async def gather_keeps_order(a, log, tick):
    return await a.gather(*[step(a, log, tick, n, n) for n in (3, 1, 2)])


@program
async def gather_of_nothing(a, log, tick):
    return await a.gather()


@program
async def gather_the_same_twice(a, log, tick):
    one = step(a, log, tick, "one")
    return await a.gather(one, one)


@program
async def gather_first_error_others_go_on(a, log, tick):
    other = a.create_task(step(a, log, tick, "other", 3))
    try:
        await a.gather(step(a, log, tick, "bad", 1, ValueError("x")), other)
    except ValueError as error:
        log(said(error))
    log(other.done())
    await other


@program
async def gather_with_exceptions_returned(a, log, tick):
    found = await a.gather(step(a, log, tick, 1), step(a, log, tick, 2, 2, KeyError("k")), return_exceptions=True)
    log([said(f) if isinstance(f, Exception) else f for f in found])


@program
async def gather_cancelled(a, log, tick):
    both = a.gather(step(a, log, tick, 1, 9), step(a, log, tick, 2, 9))
    a.get_running_loop().call_later(tick(1), both.cancel)
    try:
        await both
    except a.CancelledError:
        log("gathering cancelled")


@program
async def gather_child_cancelled(a, log, tick):
    child = a.create_task(step(a, log, tick, "child", 9))
    a.get_running_loop().call_later(tick(1), child.cancel)
    log([said(f) for f in await a.gather(child, return_exceptions=True)])


@program
async def wait_for_all(a, log, tick):
    tasks = [a.create_task(step(a, log, tick, n, n)) for n in (1, 2)]
    done, pending = await a.wait(tasks)
    log((done == set(tasks), pending))


@program
async def wait_for_the_first(a, log, tick):
    tasks = [a.create_task(step(a, log, tick, n, n)) for n in (3, 1)]
    done, pending = await a.wait(tasks, return_when=a.FIRST_COMPLETED)
    log(([t.result() for t in done], len(pending)))
    await a.wait(pending)


@program
async def wait_for_the_first_exception(a, log, tick):
    tasks = [a.create_task(step(a, log, tick, 1, 1)), a.create_task(step(a, log, tick, 2, 2, OSError("o")))]
    tasks.append(a.create_task(step(a, log, tick, 3, 9)))
    done, pending = await a.wait(tasks, return_when=a.FIRST_EXCEPTION)
    log((len(done), len(pending), [said(t.exception()) for t in done if t.exception()]))
    pending.pop().cancel()
    await a.sleep(0)


@program
async def wait_with_a_timeout_raises_nothing(a, log, tick):
    tasks = [a.create_task(step(a, log, tick, n, n)) for n in (1, 9)]
    done, pending = await a.wait(tasks, timeout=tick(4))
    log((len(done), len(pending), tasks[1].done()))
    tasks[1].cancel()
    await a.sleep(0)


@program
async def wait_misused(a, log, tick):
    coro = a.sleep(0)
    for bad in ([], coro, [coro]):
        try:
            await a.wait(bad)
        except (ValueError, TypeError) as error:
            log(type(error))
    coro.close()


@program
async def as_completed_in_order_of_completion(a, log, tick):
    tasks = [a.create_task(step(a, log, tick, n, n)) for n in (5, 1, 3)]
    for next_one in a.as_completed(tasks):
        log(await next_one)


@program
async def as_completed_with_a_timeout(a, log, tick):
    tasks = [a.create_task(step(a, log, tick, n, n)) for n in (1, 9)]
    try:
        for next_one in a.as_completed(tasks, timeout=tick(4)):
            log(await next_one)
    except TimeoutError as error:
        log(said(error))
    tasks[1].cancel()
    await a.sleep(0)


@program
async def as_completed_asynchronously(a, log, tick):
    if sys.version_info < (3, 13):
        return
    tasks = [a.create_task(step(a, log, tick, n, n)) for n in (3, 1)]
    async for task in a.as_completed(tasks):
        log((tasks.index(task), await task))


@program
async def shield_from_cancellation(a, log, tick):
    inner = a.create_task(step(a, log, tick, "inner", 3))

    async def outer():
        await a.shield(inner)

    task = a.create_task(outer())
    await a.sleep(tick(1))
    task.cancel()
    try:
        await task
    except a.CancelledError:
        log("outer cancelled")
    log((inner.done(), await inner))


@program
async def ensure_future_takes_anything_awaitable(a, log, tick):
    class Awaitable:
        def __await__(self):
            return (yield from a.sleep(0, "awaited").__await__())

    task = a.create_task(a.sleep(0))
    log(a.ensure_future(task) is task)
    log(await a.ensure_future(Awaitable()))
    try:
        a.ensure_future(3)
    except TypeError as error:
        log(type(error))
    await task


# ---- task groups and timeouts --------------------------------------------------------------------


@program
async def a_group_waits_for_all(a, log, tick):
    async with a.TaskGroup() as group:
        tasks = [group.create_task(step(a, log, tick, n, n)) for n in (2, 1)]
        log("inside")
    return [t.result() for t in tasks]


@program
async def a_group_cancels_the_others(a, log, tick):
    try:
        async with a.TaskGroup() as group:
            group.create_task(step(a, log, tick, "other", 9))
            group.create_task(step(a, log, tick, "bad", 1, ValueError("bad")))
            await step(a, log, tick, "body", 9)
    except* ValueError as group_error:
        log(said(group_error))


@program
async def a_group_collects_errors(a, log, tick):
    async def late():
        try:
            await a.sleep(tick(9))
        finally:
            raise KeyError("late")

    try:
        async with a.TaskGroup() as group:
            group.create_task(late())
            group.create_task(step(a, log, tick, "bad", 1, ValueError("bad")))
    except BaseException as error:
        log(said(error))


@program
async def a_group_body_that_fails(a, log, tick):
    async with a.TaskGroup() as group:
        group.create_task(step(a, log, tick, "child", 9))
        await a.sleep(0)
        raise RuntimeError("body")


@program
async def a_group_cancelled_from_outside(a, log, tick):
    async def go():
        async with a.TaskGroup() as group:
            group.create_task(step(a, log, tick, "child", 9))

    task = a.create_task(go())
    await a.sleep(tick(1))
    task.cancel()
    try:
        await task
    except a.CancelledError:
        log("cancelled")


@program
async def a_group_that_is_over(a, log, tick):
    async with a.TaskGroup() as group:
        pass
    coro = a.sleep(0)
    try:
        group.create_task(coro)
    except RuntimeError as error:
        log(str(error)[-20:])
    coro.close()


@program
async def timeouts(a, log, tick):
    try:
        async with a.timeout(tick(2)) as limit:
            log(limit.expired())
            await step(a, log, tick, "slow", 9)
    except TimeoutError as error:
        log((said(error), limit.expired()))
    async with a.timeout(tick(9)) as limit:
        await a.sleep(0)
    log(limit.expired())
    async with a.timeout(None) as limit:
        log(limit.when())


@program
async def a_timeout_already_over(a, log, tick):
    try:
        async with a.timeout(-1):
            log("still runs until it waits")
            await a.sleep(tick(1))
    except TimeoutError:
        log("over")


@program
async def a_timeout_rescheduled(a, log, tick):
    loop = a.get_running_loop()
    async with a.timeout_at(loop.time() + tick(2)) as limit:
        limit.reschedule(loop.time() + tick(9))
        await step(a, log, tick, "in time", 4)
    log(limit.expired())


@program
async def nested_timeouts(a, log, tick):
    try:
        async with a.timeout(tick(9)):
            try:
                async with a.timeout(tick(1)):
                    await a.sleep(tick(30))
            except TimeoutError:
                log("inner")
                raise
    except TimeoutError:
        log("outer sees it")


@program
async def wait_for_in_time_and_too_late(a, log, tick):
    log(await a.wait_for(step(a, log, tick, "quick"), tick(9)))
    try:
        await a.wait_for(step(a, log, tick, "slow", 9), tick(2))
    except TimeoutError as error:
        log(said(error))
    log(await a.wait_for(step(a, log, tick, "unhurried"), None))


@program
async def wait_for_no_time_at_all(a, log, tick):
    try:
        await a.wait_for(step(a, log, tick, "never"), 0)
    except TimeoutError:
        log("at once")


@program
async def wait_for_cancelled(a, log, tick):
    task = a.create_task(a.wait_for(step(a, log, tick, "inner", 9), tick(20)))
    await a.sleep(tick(1))
    task.cancel()
    try:
        await task
    except a.CancelledError:
        log("cancelled")


@program
async def wait_for_an_error(a, log, tick):
    await a.wait_for(step(a, log, tick, "bad", 1, ZeroDivisionError("z")), tick(9))


async def ended(a, task):
    return [repr(each) for each in await a.gather(task, return_exceptions=True)]


async def asleep(a, log, tick, name="sleeper"):
    try:
        await a.sleep(tick(50))
        log(f"{name} slept")
    except a.CancelledError as error:
        log((f"{name} cancelled", error.args))
        raise
    return name


@program
async def what_cancels_a_sleep_is_not_taken_back(a, log, tick):
    task = a.create_task(asleep(a, log, tick))
    await a.sleep(tick(1))
    log((task.cancel("first"), task.cancelling(), task.uncancel(), task.done()))
    log(await ended(a, task))
    log((task.cancelled(), task.cancel()))


@program
async def to_cancel_a_sleep_twice_is_to_cancel_it_once(a, log, tick):
    task = a.create_task(asleep(a, log, tick))
    await a.sleep(tick(1))
    task.cancel()
    task.cancel()
    log((task.cancelling(), await ended(a, task)))


@program
async def who_is_to_stop_does_not_fall_asleep(a, log, tick):
    async def stops(take_back):
        a.current_task().cancel("enough")
        a.get_running_loop().call_soon(log, "others go on")
        if take_back:
            a.get_running_loop().call_soon(task.uncancel)
        await asleep(a, log, tick)

    for take_back in (False, True):
        task = a.create_task(stops(take_back))
        log(await ended(a, task))


@program
async def cancelled_sleepers_wake_in_the_order_of_the_cancelling(a, log, tick):
    first, second, third = (a.create_task(asleep(a, log, tick, n)) for n in ("first", "second", "third"))
    await a.sleep(tick(1))
    second.cancel()
    a.get_running_loop().call_soon(log, "between")
    first.cancel()
    third.cancel()
    log([await ended(a, task) for task in (first, second, third)])


@program
async def who_was_cancelled_in_a_sleep_sleeps_again(a, log, tick):
    async def stubborn():
        for turn in range(3):
            try:
                await a.sleep(tick(5))
                log((turn, "slept"))
            except a.CancelledError:
                log((turn, "cancelled"))

    task = a.create_task(stubborn())
    for _ in range(2):
        await a.sleep(tick(1))
        task.cancel()
    await task


@program
async def a_sleep_begun_by_hand(a, log, tick):
    class Twice:
        def __await__(self):
            inner = a.sleep(tick(1), "slept").__await__()
            try:
                while True:
                    yield next(inner)
            except StopIteration as stop:
                return stop.value

    log(await Twice())
    left = a.sleep(tick(50))
    left.send(None)
    await a.sleep(0)
    log("no sleep of mine")
    left.close()
    await a.sleep(tick(1))


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.__name__)
def test_does_the_same_here_as_on_plain_python(program, does_the_same):
    does_the_same(program)
