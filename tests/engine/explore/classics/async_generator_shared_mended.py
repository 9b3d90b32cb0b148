"""Two tasks draw from one queue, filled from the generator."""

import asyncio


async def numbers():
    for number in range(4):
        await asyncio.sleep(0.1)
        yield number


async def fill(queue):
    async for number in numbers():
        await queue.put(number)
    for _ in range(2):
        await queue.put(None)


async def take(queue):
    while (number := await queue.get()) is not None:
        print(number)


async def main():
    queue = asyncio.Queue()
    await asyncio.gather(fill(queue), take(queue), take(queue))


asyncio.run(main())
