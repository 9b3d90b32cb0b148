"""asyncio, Runner: several coroutines on one loop."""

import asyncio


async def step(n):
    await asyncio.sleep(n)
    return n


with asyncio.Runner() as runner:
    assert runner.run(step(1)) + runner.run(step(2)) == 3
