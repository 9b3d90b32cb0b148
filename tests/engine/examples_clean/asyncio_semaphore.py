"""asyncio, Semaphore: two at a time."""

import asyncio

at_once = most = 0


async def use(places):
    global at_once, most
    async with places:
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(1)
        at_once -= 1


async def main():
    places = asyncio.Semaphore(2)
    async with asyncio.TaskGroup() as group:
        for _ in range(6):
            group.create_task(use(places))
    assert most == 2
    assert at_once == 0


asyncio.run(main())
