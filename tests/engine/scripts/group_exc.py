# faults: exception@6
import asyncio


async def bad():
    raise ValueError("x")


async def main():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(bad())
        tg.create_task(asyncio.sleep(1))


asyncio.run(main())
