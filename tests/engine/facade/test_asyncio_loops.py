"""Loops, runners, callbacks, threads beside a loop: scripts that do here what they do on plain CPython."""

from __future__ import annotations

import contextvars
import sys

import pytest

PROGRAMS = []


def program(function):
    PROGRAMS.append(function)
    return function


# ---- callbacks -----------------------------------------------------------------------------------


@program
async def callbacks_in_order(a, log, tick):
    loop = a.get_running_loop()
    loop.call_later(tick(2), log, "later")
    loop.call_at(loop.time() + tick(1), log, "at")
    loop.call_soon(log, "soon")
    loop.call_soon(loop.call_soon, log, "sooner or later")
    log("now")
    await a.sleep(tick(4))


@program
async def what_is_queued_in_a_turn_waits_for_the_next(a, log, tick):
    loop = a.get_running_loop()

    def again(n):
        log(n)
        if n < 3:
            loop.call_soon(again, n + 1)

    loop.call_soon(again, 0)
    for n in range(5):
        await a.sleep(0)
        log(("turn", n))


@program
async def handles(a, log, tick):
    loop = a.get_running_loop()
    soon, later = loop.call_soon(log, "never"), loop.call_later(tick(1), log, "never")
    log((isinstance(soon, a.Handle), isinstance(later, a.TimerHandle), later.when() > loop.time()))
    soon.cancel()
    later.cancel()
    later.cancel()
    log((soon.cancelled(), later.cancelled()))
    await a.sleep(tick(3))


@program
async def a_timer_may_cancel_another_due_with_it(a, log, tick):
    loop = a.get_running_loop()
    when = loop.time() + tick(1)
    loop.call_at(when, lambda: second.cancel())
    second = loop.call_at(when, log, "never")
    await a.sleep(tick(3))


@program
async def callbacks_keep_their_context(a, log, tick):
    var = contextvars.ContextVar("var")
    var.set("made here")
    loop = a.get_running_loop()
    loop.call_soon(lambda: log(var.get()))
    var.set("changed")
    context = contextvars.copy_context()
    context.run(var.set, "given")
    loop.call_soon(lambda: log(var.get()), context=context)
    await a.sleep(0)


@program
async def a_failing_callback_goes_to_the_handler(a, log, tick):
    loop = a.get_running_loop()
    loop.set_exception_handler(lambda loop, context: log((sorted(context), type(context["exception"]))))
    loop.call_soon(lambda: 1 / 0)
    loop.call_soon(log, "others go on")
    await a.sleep(0)
    log(loop.get_exception_handler() is not None)
    loop.call_exception_handler({"message": "ours", "exception": KeyError()})
    try:
        loop.set_exception_handler(3)
    except TypeError as error:
        log(type(error))


@program
async def an_exception_nobody_asks_for_goes_to_the_handler(a, log, tick):
    async def bad():
        raise ValueError("lost")

    a.get_running_loop().set_exception_handler(
        lambda loop, context: log((context["message"], context["exception"].args))
    )
    task = a.create_task(bad())
    await a.sleep(0)
    await a.sleep(0)
    del task
    await a.sleep(tick(1))
    log("after")


@program
async def bad_times(a, log, tick):
    loop = a.get_running_loop()
    for call in (loop.call_later, loop.call_at):
        try:
            call(None, log)
        except TypeError as error:
            log(str(error))


@program
async def debug_mode_looks_closer(a, log, tick):
    loop = a.get_running_loop()
    log(loop.get_debug())
    loop.set_debug(True)
    log(loop.get_debug())

    async def coroutine():
        """Not a callback."""

    for bad in (coroutine, 3):
        try:
            loop.call_soon(bad)
        except TypeError as error:
            log(type(error))


# ---- running -------------------------------------------------------------------------------------


@program
def running_by_hand(w, log, tick):
    loop = w.asyncio.new_event_loop()
    log((loop.is_running(), loop.is_closed()))
    loop.call_soon(log, "one turn")
    loop.call_soon(loop.stop)
    loop.call_soon(log, "is finished")
    loop.run_forever()
    log(loop.run_until_complete(w.asyncio.sleep(tick(1), "complete")))
    loop.close()
    loop.close()
    log(loop.is_closed())
    for call in (lambda: loop.call_soon(log), loop.run_forever, lambda: loop.call_later(0, log)):
        try:
            call()
        except RuntimeError as error:
            log(str(error))


@program
def stopped_before_it_began(w, log, tick):
    loop = w.asyncio.new_event_loop()
    loop.stop()
    loop.call_soon(log, "runs once")
    loop.call_soon(loop.call_soon, log, "not any more")
    loop.run_forever()
    log("stopped")
    loop.close()


@program
def stopped_too_early(w, log, tick):
    loop = w.asyncio.new_event_loop()
    loop.call_soon(loop.stop)
    future = loop.create_future()
    try:
        loop.run_until_complete(future)
    except RuntimeError as error:
        log(str(error))
    loop.close()


@program
def no_loop_in_a_loop(w, log, tick):
    async def main():
        coro = w.asyncio.sleep(0)
        try:
            w.asyncio.run(coro)
        except RuntimeError as error:
            log(str(error))
        coro.close()
        try:
            w.asyncio.get_running_loop().close()
        except RuntimeError as error:
            log(str(error))

    w.asyncio.run(main())


@program
def run_wants_a_coroutine(w, log, tick):
    try:
        w.asyncio.run(3)
    except (TypeError, ValueError) as error:
        log(type(error))


@program
def run_is_given_what_can_be_awaited(w, log, tick):
    class Order:
        def __await__(self):
            yield from w.asyncio.sleep(tick).__await__()
            return "served"

    try:
        log(w.asyncio.run(Order()))
    except ValueError as error:  # before Python 3.14
        log(type(error))


@program
def a_task_begins_at_once_if_asked_to(w, log, tick):
    async def brew():
        log("brews")

    async def main():
        if sys.version_info >= (3, 14):
            task = w.asyncio.create_task(brew(), eager_start=True)
            log(task.done())
            await task

    w.asyncio.run(main())


@program
def a_runner_keeps_loop_and_context(w, log, tick):
    var = contextvars.ContextVar("var", default=0)

    async def count():
        var.set(var.get() + 1)
        return var.get()

    with w.asyncio.Runner() as runner:
        log([runner.run(count()) for _ in range(3)])
        log(runner.get_loop() is runner.get_loop())
    coro = count()
    try:
        runner.run(coro)
    except RuntimeError as error:
        log(str(error))
    coro.close()


@program
def a_runner_with_a_loop_factory_and_debug(w, log, tick):
    with w.asyncio.Runner(debug=True, loop_factory=w.asyncio.new_event_loop) as runner:
        log(runner.get_loop().get_debug())
        log(runner.run(w.asyncio.sleep(0, "x")))


@program
def run_cancels_what_is_left(w, log, tick):
    async def background(name):
        try:
            await w.asyncio.sleep(tick(99))
        except w.asyncio.CancelledError:
            log((name, "cancelled"))
            raise

    async def main():
        task = w.asyncio.create_task(background("one"))
        await w.asyncio.sleep(0)
        return task

    log(w.asyncio.run(main()).cancelled())


@program
def run_closes_asynchronous_generators(w, log, tick):
    async def numbers():
        try:
            yield 1
            yield 2
        finally:
            await w.asyncio.sleep(0)
            log("closed")

    async def main():
        log(await anext(kept))

    kept = numbers()
    w.asyncio.run(main())


@program
def a_generator_dropped_half_way_is_closed(w, log, tick):
    async def numbers():
        try:
            yield 1
            yield 2
        finally:
            log("closed")

    async def main():
        async for n in numbers():
            log(n)
            break
        await w.asyncio.sleep(tick(1))
        log("end")

    w.asyncio.run(main())


@program
def system_exit_goes_through(w, log, tick):
    async def main():
        raise SystemExit(3)

    w.asyncio.run(main())


@program
def a_task_that_exits_ends_the_run(w, log, tick):
    async def leave():
        raise SystemExit(4)

    async def main():
        w.asyncio.get_running_loop().call_later(tick(1), lambda: None)
        task = w.asyncio.create_task(leave())
        try:
            await w.asyncio.sleep(tick(5))
        finally:
            log(task.done())

    w.asyncio.run(main())


# ---- which loop ----------------------------------------------------------------------------------


@program
def the_running_loop(w, log, tick):
    try:
        w.asyncio.get_running_loop()
    except RuntimeError as error:
        log(str(error))

    async def main():
        log(w.asyncio.get_running_loop() is w.asyncio.get_event_loop())

    w.asyncio.run(main())


@program
def the_loop_of_a_thread(w, log, tick):
    loop = w.asyncio.new_event_loop()
    w.asyncio.set_event_loop(loop)
    log(w.asyncio.get_event_loop() is loop)

    def other():
        try:
            w.asyncio.get_event_loop()
        except RuntimeError as error:
            log(str(error))

    thread = w.threading.Thread(target=other, name="other")
    thread.start()
    thread.join()
    w.asyncio.set_event_loop(None)
    try:
        w.asyncio.get_event_loop()
    except RuntimeError as error:
        log(str(error))
    loop.close()
    try:
        w.asyncio.set_event_loop(3)
    except (TypeError, AssertionError):
        log("refused")


@program
def after_run_there_is_no_loop(w, log, tick):
    w.asyncio.run(w.asyncio.sleep(0))
    try:
        w.asyncio.get_event_loop()
    except RuntimeError as error:
        log(str(error))


# ---- threads beside a loop -----------------------------------------------------------------------


@program
def to_thread_leaves_the_loop_free(w, log, tick):
    def pour_over():
        w.time.sleep(tick(3))
        log("poured")
        return "cup"

    async def ticking():
        await w.asyncio.sleep(tick(1))
        log("the loop goes on")

    async def main():
        return await w.asyncio.gather(w.asyncio.to_thread(pour_over), ticking())

    return w.asyncio.run(main())


@program
def to_thread_carries_context_and_errors(w, log, tick):
    var = contextvars.ContextVar("var")

    def look(extra, *, key):
        raise LookupError(var.get(), extra, key)

    async def main():
        var.set("seen")
        try:
            await w.asyncio.to_thread(look, 1, key=2)
        except LookupError as error:
            log(error.args)

    w.asyncio.run(main())


@program
def an_executor_of_ones_own(w, log, tick):
    async def main():
        loop = w.asyncio.get_running_loop()
        with w.futures.ThreadPoolExecutor(max_workers=1) as pool:
            one = loop.run_in_executor(pool, w.time.sleep, tick(1))
            two = loop.run_in_executor(pool, sum, [1, 2])
            log(await w.asyncio.gather(one, two))

    w.asyncio.run(main())


@program
def a_default_executor_of_ones_own(w, log, tick):
    async def main():
        loop = w.asyncio.get_running_loop()
        loop.set_default_executor(w.futures.ThreadPoolExecutor(2))
        log(await loop.run_in_executor(None, max, 1, 2))
        await loop.shutdown_default_executor()
        try:
            loop.run_in_executor(None, max, 1, 2)
        except RuntimeError as error:
            log(str(error))
        try:
            loop.set_default_executor(3)
        except TypeError as error:
            log(type(error))

    w.asyncio.run(main())


@program
def waking_a_loop_from_a_thread(w, log, tick):
    async def main():
        loop = w.asyncio.get_running_loop()
        bell = w.asyncio.Event()

        def ring():
            w.time.sleep(tick(1))
            loop.call_soon_threadsafe(log, "rung")
            loop.call_soon_threadsafe(bell.set)

        thread = w.threading.Thread(target=ring)
        thread.start()
        await bell.wait()
        log("woken")
        thread.join()

    w.asyncio.run(main())


@program
def coroutines_from_a_thread(w, log, tick):
    async def double(n):
        await w.asyncio.sleep(tick(1))
        if n < 0:
            raise ValueError(n)
        return 2 * n

    async def main():
        loop = w.asyncio.get_running_loop()

        def client():
            future = w.asyncio.run_coroutine_threadsafe(double(4), loop)
            log(future.result(timeout=tick(200)))
            try:
                w.asyncio.run_coroutine_threadsafe(double(-1), loop).result()
            except ValueError as error:
                log(error.args)
            late = w.asyncio.run_coroutine_threadsafe(w.asyncio.sleep(tick(400)), loop)
            try:
                late.result(timeout=tick(2))
            except TimeoutError:
                log(("too late", late.cancel()))

        await w.asyncio.to_thread(client)

    w.asyncio.run(main())


@program
def wrapping_a_future_of_a_pool(w, log, tick):
    async def main():
        with w.futures.ThreadPoolExecutor(1) as pool:
            log(await w.asyncio.wrap_future(pool.submit(pow, 2, 5)))

    w.asyncio.run(main())


@program
def a_callback_that_fails_is_told_of_with_its_name_and_arguments(w, log, tick):
    async def main():
        loop = w.asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: log((context["message"], repr(context["exception"]))))
        future = loop.create_future()
        future.set_result("first")
        loop.call_soon(int, "many")
        loop.call_later(tick(1), lambda: 1 / 0)
        loop.call_soon_threadsafe(future.set_result, "second")
        await w.asyncio.sleep(tick(2))

    w.asyncio.run(main())


@program
def a_closed_loop_takes_nothing_in(w, log, tick):
    loop = w.asyncio.new_event_loop()
    loop.close()
    try:
        loop.call_soon_threadsafe(log)
    except RuntimeError as error:
        log(str(error))


@program
def a_loop_in_each_thread(w, log, tick):
    results = {}

    async def serve(n):
        await w.asyncio.sleep(tick(n))
        return w.asyncio.get_running_loop()

    def go(n):
        results[n] = w.asyncio.run(serve(n))

    threads = [w.threading.Thread(target=go, args=(n,)) for n in (3, 1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log((list(results), len(set(results.values()))))


@program
def two_loops_talking(w, log, tick):
    loops = {}
    ready = w.threading.Barrier(2)

    async def half(me, other):
        inbox = w.asyncio.Queue()
        loops[me] = (w.asyncio.get_running_loop(), inbox)
        ready.wait()
        loop, theirs = loops[other]
        for n in range(3):
            if me == "ping":
                loop.call_soon_threadsafe(theirs.put_nowait, n)
                log(("back", await inbox.get()))
            else:
                n = await inbox.get()
                log(("there", n))
                loop.call_soon_threadsafe(theirs.put_nowait, n)

    pong = w.threading.Thread(target=lambda: w.asyncio.run(half("pong", "ping")))
    pong.start()
    w.asyncio.run(half("ping", "pong"))
    pong.join()


@program
def a_blocking_call_stands_the_whole_loop(w, log, tick):
    async def blocks():
        w.time.sleep(tick(4))
        log("blocked")

    async def quick():
        await w.asyncio.sleep(tick(1))
        log("quick")

    async def main():
        await w.asyncio.gather(quick(), blocks())

    w.asyncio.run(main())


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.__name__)
def test_does_the_same_here_as_on_plain_python(program, does_the_same):
    does_the_same(program)
