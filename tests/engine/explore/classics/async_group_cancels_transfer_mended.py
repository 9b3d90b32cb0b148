"""A group calls everybody off when one fails; who is between till and safe turns round."""

import asyncio

till, safe = 100, 0


async def carry(amount):
    global till, safe
    till -= amount
    try:
        await asyncio.sleep(2)
    except asyncio.CancelledError:
        till += amount
        raise
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
