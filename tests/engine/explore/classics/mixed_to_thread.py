"""Through the hatch and back: two threads behind one loop, one counter."""

import asyncio

baked = 0


def bake():
    global baked
    baked += 1


async def main():
    await asyncio.gather(asyncio.to_thread(bake), asyncio.to_thread(bake))
    assert baked == 2, baked


asyncio.run(main())
