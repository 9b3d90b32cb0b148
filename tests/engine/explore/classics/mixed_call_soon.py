"""A thread puts a callback into a loop that sleeps."""

import asyncio
import threading


def ring(loop, bell):
    loop.call_soon(bell.set)


async def main():
    bell = asyncio.Event()
    baker = threading.Thread(target=ring, args=(asyncio.get_running_loop(), bell))
    baker.start()
    await bell.wait()
    baker.join()


asyncio.run(main())
