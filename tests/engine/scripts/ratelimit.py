import asyncio, time


class TokenBucket:
    def __init__(self, rate, capacity):
        self.rate, self.capacity = rate, capacity
        self.tokens = capacity
        self.updated = time.monotonic()

    async def acquire(self):
        while True:
            now = time.monotonic()
            self.tokens = min(self.capacity, self.tokens + (now - self.updated) * self.rate)
            self.updated = now
            if self.tokens >= 1:
                self.tokens -= 1
                return
            await asyncio.sleep((1 - self.tokens) / self.rate)


async def main():
    b = TokenBucket(100, 2)
    t0 = time.monotonic()
    n = 0

    async def job(i):
        nonlocal n
        await b.acquire()
        n += 1

    await asyncio.gather(*(job(i) for i in range(6)))
    print(n, round(time.monotonic() - t0, 1))


asyncio.run(main())
