# What the tasks made of `tasks.toml` share, and how a program of three of them goes.
import contextvars
from collections import deque

log = []
var = contextvars.ContextVar("var", default="nobody")


def say(*words):
    log.append((round(loop.time(), 3), *words))


async def co(awaitable):
    """A task needs a coroutine."""
    return await awaitable


async def child(who, delay, fails=False):
    try:
        say(who, "child", asyncio.current_task() in tasks)
        await asyncio.sleep(delay)
        if fails:
            raise OSError(who)
        return who
    finally:
        say(who, "child ends")


async def numbers(who, delay):
    try:
        for n in range(3):
            yield n
            await asyncio.sleep(delay)
    finally:
        say(who, "no more numbers")


async def heed(delay):
    async with bell:
        await asyncio.wait_for(bell.wait(), delay)


async def first(*awaitables):
    jobs = [asyncio.ensure_future(each) for each in awaitables]
    done, pending = await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
    for job in jobs:
        job.cancel()
    return [job in done for job in jobs]


def told(error):
    return [told(each) for each in error.exceptions] if isinstance(error, BaseExceptionGroup) else repr(error)


async def trying(who, work):
    try:
        say(who, "gives", await work(who))
    except asyncio.CancelledError as error:
        say(who, "cancelled", *error.args)
        raise
    except BaseException as error:
        say(who, "fails", told(error))


async def main():
    global loop, tasks, lock, tokens, few, ready, bell, rail, hatch, ranks, gate, answer, flow
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda *_: None)
    lock, tokens, few = asyncio.Lock(), asyncio.Semaphore(1), asyncio.BoundedSemaphore(2)
    ready, bell, gate = asyncio.Event(), asyncio.Condition(), asyncio.Barrier(2)
    rail, hatch, ranks = asyncio.Queue(), asyncio.Queue(1), asyncio.PriorityQueue()
    answer, flow = loop.create_future(), numbers("flow", 1)
    tasks = []
    for number, work in enumerate(works):
        tasks.append(asyncio.create_task(trying(str(number), work), name=f"T{number}"))
    await asyncio.wait(tasks, timeout=60)
    for _ in range(30):
        left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        if not left:
            break
        for task in sorted(
            left,
            key=lambda task: (
                task.get_name()[0] == "T" and task.get_name()[1] != "a",
                task.get_name()[:1],
                int(task.get_name().lstrip("Task-")),
            ),
        ):
            task.cancel("closing")
        await asyncio.wait(left, timeout=1)
    say("end", *(task.cancelled() or str(task.exception()) for task in tasks))
    say(
        "kept",
        lock.locked(),
        rail.qsize(),
        hatch.qsize(),
        ready.is_set(),
        answer.done(),
        gate.n_waiting,
        tokens.locked(),
    )
