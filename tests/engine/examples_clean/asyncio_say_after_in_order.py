"""asyncio, coroutines: one awaited after the other, then two as tasks, then in a group."""

import asyncio
import time


async def say_after(delay, word):
    await asyncio.sleep(delay)
    print(word)


async def main():
    begun = time.monotonic()
    await say_after(1, "first")
    await say_after(2, "second")
    assert round(time.monotonic() - begun) == 3

    begun = time.monotonic()
    one = asyncio.create_task(say_after(1, "hello"))
    two = asyncio.create_task(say_after(2, "world"))
    await one
    await two
    assert round(time.monotonic() - begun) == 2

    async with asyncio.TaskGroup() as group:
        group.create_task(say_after(1, "in"))
        group.create_task(say_after(2, "a group"))
    assert round(time.monotonic() - begun) == 4


asyncio.run(main())
