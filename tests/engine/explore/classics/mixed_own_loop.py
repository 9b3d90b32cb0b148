"""run_coroutine_threadsafe(...).result() in the loop's own thread: it waits for itself."""

import asyncio


async def compute():
    await asyncio.sleep(0.1)
    return 1


def helper(loop):
    return asyncio.run_coroutine_threadsafe(compute(), loop).result()


async def main():
    loop = asyncio.get_running_loop()
    value = helper(loop)
    assert value == 1


asyncio.run(main())
