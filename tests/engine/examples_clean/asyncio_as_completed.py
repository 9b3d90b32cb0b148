"""asyncio, as_completed: results as they come."""

import asyncio


async def fetch(seconds):
    await asyncio.sleep(seconds)
    return seconds


async def main():
    came = []
    for earliest in asyncio.as_completed([fetch(3), fetch(1), fetch(2)]):
        came.append(await earliest)
    assert came == [1, 2, 3]


asyncio.run(main())
