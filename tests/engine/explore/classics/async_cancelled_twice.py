"""A flush in finally is awaited; the second cancellation strikes there and the rest is lost."""

import asyncio

written = []


async def write(item):
    await asyncio.sleep(0.2)
    written.append(item)


async def worker():
    try:
        await asyncio.sleep(100)
    finally:
        await write("last words")


async def main():
    task = asyncio.create_task(worker())
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert written == ["last words"], written


asyncio.run(main())
