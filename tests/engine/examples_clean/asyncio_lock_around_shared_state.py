"""asyncio, Lock: read, wait, write, and nobody in between."""

import asyncio

total = 0


async def add(lock, amount):
    global total
    async with lock:
        seen = total
        await asyncio.sleep(1)
        total = seen + amount


async def main():
    lock = asyncio.Lock()
    await asyncio.gather(*(add(lock, n) for n in (1, 2, 3)))
    assert total == 6


asyncio.run(main())
