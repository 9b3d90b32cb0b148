"""Looks whether there is a table and gives it, then takes the name."""

import asyncio

tables = ["window"]
seated = []


async def seat(guest):
    if tables:
        table = tables.pop()
        await asyncio.sleep(0.01)
        seated.append((guest, table))


async def main():
    async with asyncio.TaskGroup() as door:
        door.create_task(seat("Ann"))
        door.create_task(seat("Ben"))
    assert len(seated) == 1


asyncio.run(main())
