"""A group calls everybody off when one fails, also him who is between till and safe."""

import asyncio

till, safe = 100, 0


async def carry(amount):
    global till, safe
    till -= amount
    await asyncio.sleep(2)
    safe += amount


async def trip():
    await asyncio.sleep(1)
    raise RuntimeError("tripped")


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(carry(40))
            group.create_task(trip())
    except* RuntimeError:
        pass
    assert till + safe == 100, "the money is gone"


asyncio.run(main())
