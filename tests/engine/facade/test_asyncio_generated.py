"""Small asyncio programs that nobody would think of: what they log must be the same on asyncio's own loop (`jumping`)
and on ours.
"""

from __future__ import annotations

import asyncio
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jumping import PLAIN, JumpingLoop

from cafe_sim.engine.facade import asyncio as our_asyncio
from cafe_sim.engine.kernel.execution import Execution

GUESTS = 3
THE_END = 60


class Shop:
    """What the tasks of one program share, and how they do each deed."""

    def __init__(self, asyncio, log):
        self.asyncio = asyncio
        self.loop = asyncio.get_running_loop()
        self.lines = log
        self.locks = [asyncio.Lock(), asyncio.Lock()]
        self.condition = asyncio.Condition()
        self.semaphore = asyncio.Semaphore(1)
        self.bounded = asyncio.BoundedSemaphore(1)
        self.event = asyncio.Event()
        self.queues = [asyncio.Queue(1), asyncio.PriorityQueue(), asyncio.LifoQueue(2)]
        self.barrier = asyncio.Barrier(2)
        self.futures = [self.loop.create_future(), self.loop.create_future()]
        self.tasks = []
        self.flag = 0

    def log(self, *words):
        self.lines.append((round(self.loop.time(), 3), *words))

    async def do_all(self, who, deeds):
        for number, deed in enumerate(deeds):
            await self.do(f"{who}.{number}", deed)
        return who

    async def do(self, who, deed):
        """One deed; what it gives or raises is logged. Cancellation goes through."""
        name, *rest = deed
        try:
            result = await getattr(self, name)(who, *rest)
        except self.asyncio.CancelledError as error:
            self.log(who, name, "cancelled", *error.args)
            raise
        except BaseExceptionGroup as error:
            self.log(who, name, "group", told(error))
        except Exception as error:
            self.log(who, name, type(error).__name__, str(error))
        else:
            self.log(who, name, result)

    # ---- deeds -----------------------------------------------------------------------------

    async def sleep(self, who, ticks):
        return await self.asyncio.sleep(ticks, "slept")

    async def fail(self, who):
        raise LookupError(who)

    async def hold(self, who, number, body):
        async with self.locks[number]:
            self.log(who, "holds", number)
            await self.do_all(who, body)

    async def release(self, who, number):
        self.locks[number].release()

    async def place(self, who, bounded, body):
        async with self.bounded if bounded else self.semaphore:
            self.log(who, "has a place")
            await self.do_all(who, body)

    async def give_place(self, who, bounded):
        (self.bounded if bounded else self.semaphore).release()

    async def heed(self, who, wanted):
        async with self.condition:
            self.log(who, "listens")
            if wanted is None:
                return await self.condition.wait()
            return await self.condition.wait_for(lambda: self.flag >= wanted)

    async def tell(self, who, number):
        async with self.condition:
            self.flag += 1
            if number:
                self.condition.notify(number)
            else:
                self.condition.notify_all()

    async def tell_bare(self, who):
        self.condition.notify()

    async def ring(self, who, deed):
        return await self.event.wait() if deed == "wait" else getattr(self.event, deed)()

    async def queue(self, who, number, deed):
        queue = self.queues[number]
        if deed == "put":
            return await queue.put(who)
        if deed == "put_nowait":
            return queue.put_nowait(who)
        result = getattr(queue, deed)()
        return await result if self.asyncio.iscoroutine(result) else result

    async def meet(self, who, deed):
        return await getattr(self.barrier, deed)()

    async def cancel(self, who, guest):
        return self.tasks[guest].cancel(who)

    async def uncancel(self, who):
        task = self.asyncio.current_task()
        return task.cancelling(), task.uncancel()

    async def join(self, who, guest):
        if guest >= int(who[1]):  # those who wait for each other cannot be cancelled: asyncio goes round until it falls
            return "not before me"
        return await self.tasks[guest]

    async def stand_by(self, who, guest, limit):
        done, pending = await self.asyncio.wait([self.tasks[guest]], timeout=limit)
        return len(done), len(pending)

    async def promise(self, who, number, deed):
        future = self.futures[number]
        if deed == "await":
            return await self.asyncio.shield(future)
        if deed == "set":
            return future.set_result(who)
        return future.set_exception(KeyError(who)) if deed == "break" else future.cancel()

    async def later(self, who, ticks):
        self.loop.call_later(ticks, self.log, who, "called")
        self.loop.call_soon(self.log, who, "called soon")

    async def limit(self, who, ticks, body):
        async with self.asyncio.timeout(ticks):
            await self.do_all(who, body)

    async def wait_for(self, who, ticks, body):
        return await self.asyncio.wait_for(self.do_all(who, body), ticks)

    async def shield(self, who, body):
        return await self.asyncio.shield(self.do_all(who, body))

    async def all_of(self, who, quiet, *bodies):
        jobs = [self.do_all(f"{who}{letter}", body) for letter, body in zip("abc", bodies, strict=False)]
        results = await self.asyncio.gather(*jobs, self.raising(who, quiet), return_exceptions=quiet)
        return [type(each).__name__ if isinstance(each, BaseException) else each for each in results]

    async def raising(self, who, quiet):
        await self.asyncio.sleep(1)
        if quiet:
            raise OSError(who)

    async def group(self, who, *bodies):
        async with self.asyncio.TaskGroup() as group:
            for letter, body in zip("abc", bodies, strict=False):
                job = self.strictly(f"{who}{letter}", body)
                try:
                    group.create_task(job)
                except RuntimeError:  # it takes no more: before Python 3.13 the coroutine is left as it is
                    job.close()
                    raise

    async def strictly(self, who, body):
        """Like `do_all`, but what fails is not only logged."""
        await self.do_all(who, body)
        if any(deed[0] == "fail" for deed in body):
            raise OSError(who)

    async def race(self, who, how, *bodies):
        jobs = [
            self.asyncio.create_task(self.strictly(f"{who}{letter}", body))
            for letter, body in zip("abc", bodies, strict=False)
        ]
        done, pending = await self.asyncio.wait(jobs, return_when=how)
        for job in pending:
            job.cancel()
        for job in done:
            job.exception()
        await self.asyncio.gather(*pending, return_exceptions=True)
        return [job in done for job in jobs]

    async def as_they_come(self, who, limit, *bodies):
        jobs = [
            self.asyncio.create_task(self.do_all(f"{who}{letter}", body))
            for letter, body in zip("abc", bodies, strict=False)
        ]
        in_any_order = any(job.done() for job in jobs)  # those of them that are done already
        try:
            came = [await each for each in self.asyncio.as_completed(jobs, timeout=limit)]
            return sorted(came) if in_any_order else came
        finally:
            for job in jobs:
                job.cancel()

    async def at_last(self, who, body, cleanup):
        try:
            await self.do_all(who, body)
        finally:
            await self.do_all(f"{who}!", cleanup)

    async def swallow(self, who, body):
        try:
            await self.do_all(who, body)
        except self.asyncio.CancelledError:
            return "swallowed"

    async def each_of(self, who, number, body):
        async for item in self.gives(who, number):
            self.log(who, item)
            await self.do_all(f"{who}{item}", body)

    async def gives(self, who, number):
        try:
            for item in range(number):
                yield item
                await self.asyncio.sleep(item)
        finally:
            self.log(who, "gives no more")


def told(error):
    """An exception group by what is in it."""
    return [told(each) if isinstance(each, BaseExceptionGroup) else str(each) for each in error.exceptions]


ticks = st.integers(0, 3)
spans = st.integers(0, 3).map(lambda n: n + 0.5)
two = st.integers(0, 1)
guests = st.integers(0, GUESTS - 1)
simple = st.one_of(
    st.tuples(st.just("sleep"), ticks),
    st.tuples(st.just("fail")),
    st.tuples(st.just("release"), two),
    st.tuples(st.just("give_place"), st.booleans()),
    st.tuples(st.just("heed"), st.none() | st.integers(0, 2)),
    st.tuples(st.just("tell"), st.integers(0, 2)),
    st.tuples(st.just("tell_bare")),
    st.tuples(st.just("ring"), st.sampled_from(["wait", "set", "clear", "is_set"])),
    st.tuples(
        st.just("queue"),
        st.integers(0, 2),
        st.sampled_from(["put", "get", "put_nowait", "get_nowait", "task_done", "join", "qsize", "full"]),
    ),
    st.tuples(st.just("meet"), st.sampled_from(["wait", "wait", "reset", "abort"])),
    st.tuples(st.just("cancel"), guests),
    st.tuples(st.just("uncancel")),
    st.tuples(st.just("join"), guests),
    st.tuples(st.just("stand_by"), guests, spans),
    st.tuples(st.just("promise"), two, st.sampled_from(["await", "set", "break", "cancel"])),
    st.tuples(st.just("later"), ticks),
)


def compound(deed):
    """Deeds made of others."""
    body = st.lists(deed, max_size=3)
    return st.one_of(
        st.tuples(st.just("hold"), two, body),
        st.tuples(st.just("place"), st.booleans(), body),
        st.tuples(st.just("limit"), spans, body),
        st.tuples(st.just("wait_for"), spans | st.just(0) | st.none(), body),
        st.tuples(st.just("shield"), body),
        st.tuples(st.just("all_of"), st.booleans(), body, body),
        st.tuples(st.just("group"), body, body),
        st.tuples(st.just("race"), st.sampled_from(["FIRST_COMPLETED", "FIRST_EXCEPTION"]), body, body),
        st.tuples(st.just("as_they_come"), spans | st.none(), body, body),
        st.tuples(st.just("at_last"), body, body),
        st.tuples(st.just("swallow"), body),
        st.tuples(st.just("each_of"), st.integers(0, 2), body),
    )


deeds = st.recursive(simple, compound, max_leaves=6)
programs = st.lists(st.lists(deeds, min_size=1, max_size=4), min_size=GUESTS, max_size=GUESTS)


async def play(asyncio, program, log, is_eager):
    """All guests at once; whoever has not gone at the end is sent away."""
    shop = Shop(asyncio, log)
    shop.loop.set_exception_handler(lambda *_: None)
    if is_eager:
        shop.loop.set_task_factory(asyncio.eager_task_factory)
    shop.tasks += [asyncio.create_task(shop.do_all(f"g{n}", body)) for n, body in enumerate(program)]
    await asyncio.wait(shop.tasks, timeout=THE_END)
    if is_eager:  # Python 3.13.0 calls all of them None, and so nobody knows in which order they were made
        shop.lines = []
    for _ in range(30):
        left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        if not left:
            break
        for task in sorted(left, key=lambda task: 0 if is_eager else int(task.get_name()[5:])):
            task.cancel("closing")
        await asyncio.wait(left, timeout=1)
    shop.log("closed", *(task.cancelled() or str(task.exception()) for task in shop.tasks))


def there(program, is_eager=False):
    log = []
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        runner.run(play(PLAIN, program, log, is_eager))
    return log


def here(program, is_eager=False):
    log = []
    with Execution(lambda: our_asyncio.run(play(our_asyncio, program, log, is_eager))) as execution:
        state = execution.run()
    assert (state, execution.errors) == ("ended", [])
    return log


@settings(max_examples=150)
@given(programs)
def test_it_logs_the_same_on_asyncios_own_loop_and_on_ours(program):
    assert here(program) == there(program)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="tasks begin at once since Python 3.12")
@settings(max_examples=100)
@given(programs)
def test_so_do_tasks_that_begin_at_once(program):
    assert here(program, is_eager=True) == there(program, is_eager=True)
