"""asyncio, Barrier: three arrive, three go on."""

import asyncio


async def party(barrier):
    async with barrier as position:
        return position


async def main():
    barrier = asyncio.Barrier(3)
    places = await asyncio.gather(*(party(barrier) for _ in range(3)))
    assert sorted(places) == [0, 1, 2]


asyncio.run(main())
