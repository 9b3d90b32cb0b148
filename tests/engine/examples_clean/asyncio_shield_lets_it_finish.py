"""asyncio, shield: the caller is cancelled, what it shielded goes on, and is waited for."""

import asyncio


async def something():
    await asyncio.sleep(3)
    return "done"


async def main():
    task = asyncio.create_task(something())
    try:
        await asyncio.wait_for(asyncio.shield(task), timeout=1)
    except TimeoutError:
        assert not task.done()
    assert await task == "done"


asyncio.run(main())
