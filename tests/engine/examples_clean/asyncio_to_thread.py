"""asyncio, to_thread: a blocking call beside a coroutine."""

import asyncio
import time


def blocking_io():
    time.sleep(1)
    return "read"


async def main():
    begun = time.monotonic()
    result, _ = await asyncio.gather(asyncio.to_thread(blocking_io), asyncio.sleep(1))
    assert result == "read"
    assert round(time.monotonic() - begun) == 1


asyncio.run(main())
