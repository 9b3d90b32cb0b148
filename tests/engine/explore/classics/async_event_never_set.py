"""Waits for a bell that the one who should ring it never reaches."""

import asyncio


async def kitchen(bell, dishes):
    for dish in dishes:
        await asyncio.sleep(0.1)
        if dish == "soup":
            bell.set()


async def waiter(bell):
    await bell.wait()
    print("served")


async def main():
    bell = asyncio.Event()
    await asyncio.gather(kitchen(bell, ["stew", "cake"]), waiter(bell))


asyncio.run(main())
