"""asyncio, Future: one task sets what another awaits."""

import asyncio


async def set_after(future, delay, value):
    await asyncio.sleep(delay)
    future.set_result(value)


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    task = loop.create_task(set_after(future, 1, "... world"))
    print("hello", await future)
    await task


asyncio.run(main())
