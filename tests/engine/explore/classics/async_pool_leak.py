"""A connection pool: a query that times out keeps its connection, because only success gives it back."""

import asyncio
from contextlib import asynccontextmanager


class Pool:
    def __init__(self, size):
        self.free = asyncio.Queue()
        for n in range(size):
            self.free.put_nowait(f"conn{n}")

    @asynccontextmanager
    async def connection(self):
        conn = await self.free.get()
        yield conn
        self.free.put_nowait(conn)


async def query(pool, seconds):
    async with pool.connection():
        await asyncio.sleep(seconds)


async def main():
    pool = Pool(1)
    try:
        await asyncio.wait_for(query(pool, 10), timeout=1)
    except asyncio.TimeoutError:
        pass
    await query(pool, 0.1)


asyncio.run(main())
