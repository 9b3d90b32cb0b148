"""Through the hatch and back: the loop counts."""

import asyncio

baked = 0


def bake():
    return 1


async def main():
    global baked
    for loaves in await asyncio.gather(asyncio.to_thread(bake), asyncio.to_thread(bake)):
        baked += loaves
    assert baked == 2, baked


asyncio.run(main())
