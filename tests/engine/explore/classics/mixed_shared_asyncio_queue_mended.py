"""A thread has the loop put into its asyncio.Queue."""

import asyncio
import threading


async def fill(rail):
    await rail.put("latte")


async def main():
    rail = asyncio.Queue()
    loop = asyncio.get_running_loop()
    clerk = threading.Thread(target=lambda: asyncio.run_coroutine_threadsafe(fill(rail), loop).result())
    clerk.start()
    print(await rail.get())
    await asyncio.to_thread(clerk.join)


asyncio.run(main())
