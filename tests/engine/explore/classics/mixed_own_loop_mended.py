"""run_coroutine_threadsafe(...).result() in another thread than the loop's own."""

import asyncio


async def compute():
    await asyncio.sleep(0.1)
    return 1


def helper(loop):
    return asyncio.run_coroutine_threadsafe(compute(), loop).result()


async def main():
    loop = asyncio.get_running_loop()
    value = await asyncio.to_thread(helper, loop)
    assert value == 1


asyncio.run(main())
