"""A loop in each thread, each with its own tasks and locks."""

import asyncio
import threading

totals = {}


async def add(name, lock, amount):
    async with lock:
        before = totals.get(name, 0)
        await asyncio.sleep(0.01)
        totals[name] = before + amount


async def main(name):
    lock = asyncio.Lock()
    await asyncio.gather(add(name, lock, 1), add(name, lock, 2))


branches = [threading.Thread(target=lambda n=name: asyncio.run(main(n))) for name in ("north", "south")]
for branch in branches:
    branch.start()
for branch in branches:
    branch.join()
assert totals == {"north": 3, "south": 3}
