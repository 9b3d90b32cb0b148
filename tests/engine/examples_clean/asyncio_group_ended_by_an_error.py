"""asyncio, TaskGroup: a task that raises ends the group, on purpose."""

import asyncio


class EndOfGroup(Exception):
    pass


async def force_end():
    raise EndOfGroup


async def job(seconds):
    await asyncio.sleep(seconds)


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(job(0.5))
            group.create_task(job(1.5))
            await asyncio.sleep(1)
            group.create_task(force_end())
    except* EndOfGroup:
        print("ended")


asyncio.run(main())
