"""Rings whatever was cooked."""

import asyncio


async def kitchen(bell, dishes):
    for _ in dishes:
        await asyncio.sleep(0.1)
    bell.set()


async def waiter(bell):
    await bell.wait()
    print("served")


async def main():
    bell = asyncio.Event()
    await asyncio.gather(kitchen(bell, ["stew", "cake"]), waiter(bell))


asyncio.run(main())
