"""An asyncio.Lock, held across an await: the loop goes on meanwhile."""

import asyncio
import threading

lock = asyncio.Lock()
shared = {"n": 0}


async def bump():
    async with lock:
        n = shared["n"]
        await asyncio.sleep(0.1)
        shared["n"] = n + 1


async def main():
    await asyncio.gather(bump(), bump())
    assert shared["n"] == 2


asyncio.run(main())
