"""Shouts into an empty kitchen."""

import asyncio


async def shout(kitchen):
    async with kitchen:
        kitchen.notify_all()


async def listen(kitchen):
    await asyncio.sleep(1)
    async with kitchen:
        await kitchen.wait()


async def main():
    kitchen = asyncio.Condition()
    await asyncio.gather(listen(kitchen), shout(kitchen))


asyncio.run(main())
