"""asyncio, timeout: a block with a limit, put off while it runs; wait_for; timeout_at."""

import asyncio


async def long_running():
    await asyncio.sleep(3600)


async def main():
    loop = asyncio.get_running_loop()
    begun = loop.time()
    try:
        async with asyncio.timeout(5):
            await long_running()
    except TimeoutError:
        print("too long")

    async with asyncio.timeout(None) as limit:
        limit.reschedule(loop.time() + 5)
        await asyncio.sleep(2)
    assert not limit.expired()

    try:
        async with asyncio.timeout_at(loop.time() + 3):
            await long_running()
    except TimeoutError:
        print("again")

    try:
        await asyncio.wait_for(long_running(), timeout=1.0)
    except TimeoutError:
        print("timeout!")
    assert round(loop.time() - begun) == 11


asyncio.run(main())
