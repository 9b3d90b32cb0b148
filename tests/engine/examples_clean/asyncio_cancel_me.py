"""asyncio, Task.cancel: the task cleans up, and whoever cancelled it hears of it."""

import asyncio

said = []


async def cancel_me():
    said.append("before")
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        said.append("cancelled")
        raise
    finally:
        said.append("after")


async def main():
    task = asyncio.create_task(cancel_me())
    await asyncio.sleep(1)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        said.append("main knows")


asyncio.run(main())
assert said == ["before", "cancelled", "after", "main knows"]
