"""asyncio, Event: waiting for it to happen."""

import asyncio


async def waiter(event, heard):
    await event.wait()
    heard.append("heard")


async def main():
    event, heard = asyncio.Event(), []
    task = asyncio.create_task(waiter(event, heard))
    await asyncio.sleep(1)
    event.set()
    await task
    assert heard == ["heard"]


asyncio.run(main())
