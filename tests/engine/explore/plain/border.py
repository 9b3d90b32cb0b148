# What the threads and tasks of `border.toml` share, and how a program of them goes.
import asyncio, contextvars, queue, threading
from concurrent.futures import Future, ThreadPoolExecutor

x = 0
y = 0
items = []
lock = threading.Lock()
ready = threading.Event()
rail = queue.Queue()
pool = ThreadPoolExecutor(1)
answer = Future()
var = contextvars.ContextVar("var", default=0)
loop = None
seen1 = []
seen2 = []
END = None


def bump():
    global x
    x += 1
    return x


def bad():
    raise KeyError(x)


def told(n):
    items.append(n)


async def visit():
    bump()
    return x


async def slow():
    global y
    try:
        await asyncio.sleep(1)
        y += 1
        return y
    except asyncio.CancelledError:
        items.append("cancelled")
        raise


async def fail():
    await asyncio.sleep(0)
    raise KeyError("fail")


async def gen():
    try:
        yield x
        await asyncio.sleep(0)
        yield x
    finally:
        items.append("closed")


def end():
    return END


async def amain():
    global loop, rung, door, parcels, few, bell, gate, jobs
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda *_: None)
    rung, door, parcels, few, bell = (
        asyncio.Event(),
        asyncio.Lock(),
        asyncio.Queue(1),
        asyncio.Semaphore(1),
        asyncio.Condition(),
    )
    gate = asyncio.Barrier(2)
    jobs = []
    for each in THREADS:
        each.start()
    for each in TASKS:
        jobs.append(asyncio.create_task(each()))
    await asyncio.gather(*jobs, return_exceptions=True)


def main():
    global END
    asyncio.run(amain())
    for each in THREADS:
        each.join()
    pool.shutdown()
    END = tuple((name, repr(globals()[name])) for name in ("x", "y", "items", "seen1", "seen2"))
