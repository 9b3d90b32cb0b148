import asyncio, threading, queue, time, functools, concurrent.futures


class Background:
    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.t = threading.Thread(target=self._run, daemon=True)
        self.t.start()

    def _run(self):
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    def call(self, coro, timeout=None):
        return asyncio.run_coroutine_threadsafe(coro, self.loop).result(timeout)

    def stop(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.t.join()
        self.loop.close()


async def job(x):
    await asyncio.sleep(0.003)
    return x * 2


bg = Background()
print(bg.call(job(4)))
try:
    bg.call(asyncio.sleep(1), 0.005)
except concurrent.futures.TimeoutError:
    print("to")


async def fail():
    raise KeyError("k")


try:
    bg.call(fail())
except KeyError as e:
    print(repr(e))
fut = asyncio.run_coroutine_threadsafe(asyncio.sleep(5), bg.loop)
print(fut.cancel())
time.sleep(0.002)
bg.stop()


def sync(f):
    @functools.wraps(f)
    def w(*a):
        return asyncio.run(f(*a))

    return w


@sync
async def hello(n):
    await asyncio.sleep(0.001)
    return f"hi {n}"


print(hello("x"))


async def producer(q, loop):
    def thread():
        for i in range(3):
            time.sleep(0.002)
            loop.call_soon_threadsafe(q.put_nowait, i)
        loop.call_soon_threadsafe(q.put_nowait, None)

    await loop.run_in_executor(None, thread)


async def main():
    q = asyncio.Queue()
    p = asyncio.create_task(producer(q, asyncio.get_running_loop()))
    out = []
    while (x := await q.get()) is not None:
        out.append(x)
    await p
    print(out)
    sem = asyncio.Semaphore(2)
    active = peak = 0

    async def lim(i):
        nonlocal active, peak
        async with sem:
            active += 1
            peak = max(peak, active)
            await asyncio.sleep(0.002)
            active -= 1

    await asyncio.gather(*(lim(i) for i in range(5)))
    print(peak)


asyncio.run(main())
