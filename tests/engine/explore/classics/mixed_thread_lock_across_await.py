"""A threading.Lock held across an await: the next task blocks the loop that would let it go."""

import asyncio
import threading

lock = threading.Lock()
shared = {"n": 0}


async def bump():
    with lock:
        n = shared["n"]
        await asyncio.sleep(0.1)
        shared["n"] = n + 1


async def main():
    await asyncio.gather(bump(), bump())
    assert shared["n"] == 2


asyncio.run(main())
