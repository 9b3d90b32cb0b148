import functools, threading, time, asyncio


@functools.lru_cache
def slow(n):
    time.sleep(0.002)
    calls.append(n)
    return n


calls = []
ts = [threading.Thread(target=slow, args=(i % 2,)) for i in range(4)]
[t.start() for t in ts]
[t.join() for t in ts]
print(slow(0), slow.cache_info().currsize)


class A:
    @functools.cached_property
    def v(self):
        time.sleep(0.001)
        calls.append("v")
        return 9


a = A()
print(a.v, a.v, calls.count("v"))


def timed(f):
    @functools.wraps(f)
    async def w(*a, **k):
        t = time.perf_counter()
        try:
            return await f(*a, **k)
        finally:
            print(f"{f.__name__} took {time.perf_counter() - t:.1f}")

    return w


def memo(f):
    cache = {}
    lock = asyncio.Lock()

    async def w(k):
        async with lock:
            if k not in cache:
                cache[k] = await f(k)
        return cache[k]

    return w


@memo
async def q(k):
    await asyncio.sleep(0.001)
    calls.append(k)
    return k.upper()


@timed
async def main():
    print(await asyncio.gather(q("a"), q("a"), q("b")))
    print(calls.count("a"))


asyncio.run(main())
