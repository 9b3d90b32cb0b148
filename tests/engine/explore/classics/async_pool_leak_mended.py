"""A connection pool: whatever becomes of a query, its connection comes back."""

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
        try:
            yield conn
        finally:
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
