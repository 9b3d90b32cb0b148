"""Joins a thread inside a coroutine: the whole loop stands until it has ended. Slow, and not wrong."""

import asyncio
import threading
import time


async def tick():
    await asyncio.sleep(0.1)


async def main():
    clock = asyncio.create_task(tick())
    baker = threading.Thread(target=time.sleep, args=(2,))
    baker.start()
    baker.join()
    await clock


asyncio.run(main())
