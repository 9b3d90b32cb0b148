"""Between two awaits nobody interrupts a task: no lock is needed."""

import asyncio

till = {"total": 0, "sales": 0}


async def sell(price):
    await asyncio.sleep(0.1)
    till["total"] += price
    till["sales"] += 1
    await asyncio.sleep(0.1)
    assert till["total"] == 3 * till["sales"]


async def main():
    await asyncio.gather(*(sell(3) for _ in range(3)))


asyncio.run(main())
