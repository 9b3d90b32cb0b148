"""asyncio, timeout: a block with a limit, put off while it runs; wait_for; timeout_at."""

import asyncio


async def long_running():
    await asyncio.sleep(3600)


async def main():
    try:
        async with asyncio.timeout(10):
            await long_running()
    except TimeoutError:
        print("too long")

    loop = asyncio.get_running_loop()
    async with asyncio.timeout(None) as limit:
        limit.reschedule(loop.time() + 10)
        await asyncio.sleep(5)
    assert not limit.expired()

    try:
        async with asyncio.timeout_at(loop.time() + 20):
            await long_running()
    except TimeoutError:
        print("again")

    try:
        await asyncio.wait_for(long_running(), timeout=1.0)
    except TimeoutError:
        print("timeout!")
    assert loop.time() == 36


asyncio.run(main())
