"""asyncio's locks, events, conditions, semaphores, barriers and queues do here what they do on plain CPython."""

from __future__ import annotations

import sys

import pytest

PROGRAMS = []


def program(function):
    PROGRAMS.append(function)
    return function


async def holding(a, log, tick, guard, name, ticks=1):
    async with guard:
        log(f"{name} in")
        await a.sleep(tick(ticks))
    log(f"{name} out")


@program
async def a_lock_serves_in_order(a, log, tick):
    lock = a.Lock()
    await a.gather(*[holding(a, log, tick, lock, n) for n in "abc"])
    log(lock.locked())


@program
async def a_free_lock_is_taken_without_waiting(a, log, tick):
    lock = a.Lock()
    log((await lock.acquire(), lock.locked()))
    lock.release()
    log(lock.locked())


@program
async def a_guard_of_ones_own_is_asked_by_with(a, log, tick):
    """A subclass that tells when it is taken and given back."""

    def telling(kind):
        class Telling(kind):
            async def acquire(self):
                log("asked for")
                return await super().acquire()

            def release(self):
                log("given back")
                super().release()

        return Telling

    for kind in (a.Lock, a.Semaphore, a.BoundedSemaphore):
        guard = telling(kind)()
        await a.gather(*[holding(a, log, tick, guard, n) for n in "ab"])
        log(guard.locked())


@program
async def a_guard_goes_by_its_other_door(a, log, tick):
    """What `async with` does, done by hand and by an exit stack."""
    from contextlib import AsyncExitStack

    guard = a.Semaphore(1)
    log(await guard.__aenter__())
    log(guard.locked())
    log(await guard.__aexit__(None, None, None))
    async with AsyncExitStack() as stack:
        log(await stack.enter_async_context(guard))
        log(guard.locked())
    log(guard.locked())


@program
async def a_bounded_semaphore_given_back_by_with_once_too_often(a, log, tick):
    guard = a.BoundedSemaphore(1)
    async with guard:
        guard.release()


@program
async def a_lock_released_twice(a, log, tick):
    lock = a.Lock()
    async with lock:
        pass
    lock.release()


@program
async def a_cancelled_waiter_does_not_get_the_lock(a, log, tick):
    lock = a.Lock()
    await lock.acquire()
    tasks = [a.create_task(holding(a, log, tick, lock, n)) for n in "ab"]
    await a.sleep(0)
    tasks[0].cancel()
    lock.release()
    await a.wait(tasks)
    log([t.cancelled() for t in tasks])


@program
async def a_waiter_cancelled_as_it_is_served_passes_it_on(a, log, tick):
    lock = a.Lock()
    await lock.acquire()
    tasks = [a.create_task(holding(a, log, tick, lock, n)) for n in "ab"]
    await a.sleep(0)
    lock.release()
    tasks[0].cancel()
    await a.wait(tasks)
    log([t.cancelled() for t in tasks])


@program
async def barging_is_not_allowed(a, log, tick):
    lock = a.Lock()
    await lock.acquire()
    waiter = a.create_task(holding(a, log, tick, lock, "first"))
    await a.sleep(0)
    lock.release()
    await holding(a, log, tick, lock, "second")
    await waiter


@program
async def semaphores_let_in_as_many(a, log, tick):
    tokens = a.Semaphore(2)
    await a.gather(*[holding(a, log, tick, tokens, n, n) for n in (1, 3, 5, 7)])
    log(tokens.locked())


@program
async def semaphore_values(a, log, tick):
    tokens = a.Semaphore(0)
    log(tokens.locked())
    tokens.release()
    log((tokens.locked(), await tokens.acquire(), tokens.locked()))
    try:
        a.Semaphore(-1)
    except ValueError as error:
        log(str(error))


@program
async def a_bounded_semaphore_released_too_often(a, log, tick):
    tokens = a.BoundedSemaphore(1)
    async with tokens:
        log(tokens.locked())
    tokens.release()


@program
async def a_semaphore_waiter_cancelled(a, log, tick):
    tokens = a.Semaphore(1)
    await tokens.acquire()
    tasks = [a.create_task(holding(a, log, tick, tokens, n)) for n in "abc"]
    await a.sleep(0)
    tasks[1].cancel()
    tokens.release()
    await a.wait(tasks)
    log((tokens.locked(), [t.cancelled() for t in tasks]))


@program
async def an_event_wakes_everybody(a, log, tick):
    bell = a.Event()

    async def go(n):
        log((n, await bell.wait()))

    tasks = [a.create_task(go(n)) for n in range(3)]
    await a.sleep(0)
    log(bell.is_set())
    bell.set()
    bell.set()
    await a.wait(tasks)
    log(await bell.wait())
    bell.clear()
    log(bell.is_set())


@program
async def an_event_set_and_cleared_at_once_still_wakes(a, log, tick):
    bell = a.Event()
    task = a.create_task(bell.wait())
    await a.sleep(0)
    bell.set()
    bell.clear()
    log(await task)


@program
async def a_condition_notifies_in_order(a, log, tick):
    shout = a.Condition()

    async def go(n):
        async with shout:
            log((n, "waits"))
            log((n, await shout.wait()))

    tasks = [a.create_task(go(n)) for n in range(4)]
    await a.sleep(0)
    for how_many in (1, 2):
        async with shout:
            shout.notify(how_many)
        await a.sleep(tick(1))
        log("--")
    async with shout:
        shout.notify_all()
    await a.wait(tasks)


@program
async def a_condition_waits_for_a_predicate(a, log, tick):
    shout = a.Condition()
    dough = []

    async def baker():
        for n in range(3):
            await a.sleep(tick(1))
            async with shout:
                dough.append(n)
                shout.notify()

    async def buyer():
        async with shout:
            log(await shout.wait_for(lambda: len(dough) == 3))
            log(dough)

    await a.gather(baker(), buyer())


@program
async def a_condition_wants_its_lock(a, log, tick):
    shout = a.Condition()
    for call in (shout.notify, shout.notify_all, shout.release):
        try:
            call()
        except RuntimeError as error:
            log(str(error))
    try:
        await shout.wait()
    except RuntimeError as error:
        log(str(error))


@program
async def two_conditions_share_a_lock(a, log, tick):
    lock = a.Lock()
    one, two = a.Condition(lock), a.Condition(lock)
    async with one:
        log((lock.locked(), two.locked()))


@program
async def a_condition_waiter_cancelled_takes_the_lock_again(a, log, tick):
    shout = a.Condition()

    async def go():
        async with shout:
            try:
                await shout.wait()
            finally:
                log(shout.locked())

    task = a.create_task(go())
    await a.sleep(0)
    task.cancel()
    await a.wait([task])
    log((task.cancelled(), shout.locked()))


@program
async def a_barrier_lets_all_go_together(a, log, tick):
    ready = a.Barrier(3)

    async def go(n):
        await a.sleep(tick(n))
        log((n, ready.n_waiting))
        return await ready.wait()

    log(sorted(await a.gather(*[go(n) for n in (1, 2, 3)])))
    log((ready.parties, ready.n_waiting, ready.broken))


@program
async def a_barrier_broken(a, log, tick):
    ready = a.Barrier(2)

    async def go():
        try:
            async with ready:
                pass
        except a.BrokenBarrierError as error:
            log(str(error))

    task = a.create_task(go())
    await a.sleep(0)
    await ready.abort()
    await task
    log(ready.broken)
    await go()
    await ready.reset()
    log(ready.broken)
    try:
        a.Barrier(0)
    except ValueError as error:
        log(str(error))


@program
async def a_queue_between_producer_and_consumer(a, log, tick):
    rail = a.Queue(2)

    async def producer():
        for n in range(5):
            await rail.put(n)
            log(("put", n))
        await rail.put(None)

    async def consumer():
        while (n := await rail.get()) is not None:
            log(("got", n, rail.qsize()))
            await a.sleep(tick(1))

    await a.gather(producer(), consumer())
    log((rail.empty(), rail.full(), rail.maxsize))


@program
async def queues_that_sort(a, log, tick):
    for kind in (a.LifoQueue, a.PriorityQueue, a.Queue):
        rail = kind()
        for n in (2, 3, 1):
            rail.put_nowait(n)
        log([rail.get_nowait() for _ in range(3)])


@program
async def queues_full_and_empty(a, log, tick):
    rail = a.Queue(1)
    try:
        rail.get_nowait()
    except a.QueueEmpty as error:
        log(type(error))
    rail.put_nowait(1)
    try:
        rail.put_nowait(2)
    except a.QueueFull as error:
        log(type(error))


@program
async def queue_getters_are_served_in_order(a, log, tick):
    rail = a.Queue()

    async def go(name):
        log((name, await rail.get()))

    tasks = [a.create_task(go(n)) for n in "abc"]
    await a.sleep(0)
    for n in range(3):
        rail.put_nowait(n)
    await a.wait(tasks)


@program
async def a_cancelled_getter_loses_nothing(a, log, tick):
    rail = a.Queue()
    tasks = [a.create_task(rail.get()) for _ in range(2)]
    await a.sleep(0)
    rail.put_nowait("cup")
    tasks[0].cancel()
    await a.sleep(0)
    log((tasks[0].cancelled(), await tasks[1]))


@program
async def joining_a_queue(a, log, tick):
    rail = a.Queue()
    for n in range(3):
        rail.put_nowait(n)

    async def worker():
        while True:
            n = await rail.get()
            await a.sleep(tick(1))
            log(n)
            rail.task_done()

    task = a.create_task(worker())
    await rail.join()
    log("joined")
    task.cancel()
    await a.wait([task])
    try:
        rail.task_done()
    except ValueError as error:
        log(str(error))


@program
async def a_queue_shut_down(a, log, tick):
    if sys.version_info < (3, 13):
        return
    rail = a.Queue(1)
    rail.put_nowait(1)
    putter = a.create_task(rail.put(2))
    await a.sleep(0)
    rail.shutdown()
    for call in (lambda: putter, lambda: rail.put(3)):
        try:
            await call()
        except a.QueueShutDown as error:
            log(type(error))
    log(await rail.get())
    try:
        await rail.get()
    except a.QueueShutDown as error:
        log(type(error))


@program
async def a_queue_shut_down_at_once(a, log, tick):
    if sys.version_info < (3, 13):
        return
    rail = a.Queue()
    getters = [a.create_task(rail.get()) for _ in range(2)]
    await a.sleep(0)
    rail.shutdown(immediate=True)
    log([type(r) for r in await a.gather(*getters, return_exceptions=True)])
    await rail.join()


@program
async def reprs_say_the_state(a, log, tick):
    lock, bell, tokens = a.Lock(), a.Event(), a.Semaphore(2)
    log([repr(each).rpartition("[")[2] for each in (lock, bell, tokens)])
    await lock.acquire()
    bell.set()
    await tokens.acquire()
    log([repr(each).rpartition("[")[2] for each in (lock, bell, tokens)])
    log(str(a.Queue(3)))


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.__name__)
def test_does_the_same_here_as_on_plain_python(program, does_the_same):
    does_the_same(program)
