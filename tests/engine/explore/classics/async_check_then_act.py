"""Looks whether there is a table, takes the name, gives the table."""

import asyncio

tables = ["window"]
seated = []


async def seat(guest):
    if tables:
        await asyncio.sleep(0.01)
        seated.append((guest, tables.pop()))


async def main():
    async with asyncio.TaskGroup() as door:
        door.create_task(seat("Ann"))
        door.create_task(seat("Ben"))


asyncio.run(main())
