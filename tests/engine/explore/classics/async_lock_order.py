"""Two tasks, two locks, two orders."""

import asyncio


async def make(first, second, what):
    async with first:
        await asyncio.sleep(0.01)
        async with second:
            print(what)


async def main():
    grinder, steamer = asyncio.Lock(), asyncio.Lock()
    await asyncio.gather(make(grinder, steamer, "latte"), make(steamer, grinder, "mocha"))


asyncio.run(main())
