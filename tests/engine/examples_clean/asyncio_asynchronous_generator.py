"""asyncio: an asynchronous generator, closed before its end."""

import asyncio
import contextlib


async def ticker(n):
    for i in range(n):
        yield i
        await asyncio.sleep(1)


async def main():
    async with contextlib.aclosing(ticker(10)) as ticks:
        async for i in ticks:
            if i == 3:
                break
    assert [i async for i in ticker(3)] == [0, 1, 2]


asyncio.run(main())
