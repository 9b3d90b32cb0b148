"""Leaves a note in an empty kitchen."""

import asyncio

notes = []


async def shout(kitchen):
    async with kitchen:
        notes.append("dough!")
        kitchen.notify_all()


async def listen(kitchen):
    await asyncio.sleep(1)
    async with kitchen:
        await kitchen.wait_for(lambda: notes)


async def main():
    kitchen = asyncio.Condition()
    await asyncio.gather(listen(kitchen), shout(kitchen))


asyncio.run(main())
