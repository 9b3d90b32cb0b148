"""A flush in finally is shielded, and waited for whoever cancels meanwhile."""

import asyncio

written = []


async def write(item):
    await asyncio.sleep(0.2)
    written.append(item)


async def worker():
    try:
        await asyncio.sleep(100)
    finally:
        flush = asyncio.ensure_future(write("last words"))
        try:
            await asyncio.shield(flush)
        except asyncio.CancelledError:
            await flush
            raise


async def main():
    task = asyncio.create_task(worker())
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert written == ["last words"], written


asyncio.run(main())
