"""Two tasks draw from one asynchronous generator."""

import asyncio


async def numbers():
    for number in range(4):
        await asyncio.sleep(0.1)
        yield number


async def take(source):
    async for number in source:
        print(number)


async def main():
    source = numbers()
    await asyncio.gather(take(source), take(source))


asyncio.run(main())
