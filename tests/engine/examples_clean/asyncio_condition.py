"""asyncio, Condition: wait for a predicate, notify all."""

import asyncio

dough = []


async def baker(fresh):
    for loaf in range(3):
        await asyncio.sleep(1)
        async with fresh:
            dough.append(loaf)
            fresh.notify_all()


async def buyer(fresh):
    async with fresh:
        await fresh.wait_for(lambda: dough)
        return dough.pop(0)


async def main():
    fresh = asyncio.Condition()
    *bought, _ = await asyncio.gather(*(buyer(fresh) for _ in range(3)), baker(fresh))
    assert bought == [0, 1, 2]


asyncio.run(main())
