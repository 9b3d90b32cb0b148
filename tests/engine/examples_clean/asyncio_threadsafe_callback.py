"""asyncio, developing: from another thread through call_soon_threadsafe only."""

import asyncio
import threading
import time


async def main():
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    begun = loop.time()

    def bake():
        time.sleep(2)
        loop.call_soon_threadsafe(ready.set)

    thread = threading.Thread(target=bake)
    thread.start()
    await ready.wait()
    assert round(loop.time() - begun) == 2
    thread.join()


asyncio.run(main())
