"""A thread puts into an asyncio.Queue, which belongs to the loop."""

import asyncio
import threading


async def main():
    rail = asyncio.Queue()
    clerk = threading.Thread(target=rail.put_nowait, args=("latte",))
    clerk.start()
    print(await rail.get())
    clerk.join()


asyncio.run(main())
