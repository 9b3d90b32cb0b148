"""A thread hands a callback in, and the loop wakes."""

import asyncio
import threading


def ring(loop, bell):
    loop.call_soon_threadsafe(bell.set)


async def main():
    bell = asyncio.Event()
    baker = threading.Thread(target=ring, args=(asyncio.get_running_loop(), bell))
    baker.start()
    await bell.wait()
    baker.join()


asyncio.run(main())
