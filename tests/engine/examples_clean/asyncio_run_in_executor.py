"""asyncio, run_in_executor: the default pool and one of our own."""

import asyncio
import concurrent.futures
import time


def blocking(n):
    time.sleep(n)
    return n * n


async def main():
    loop = asyncio.get_running_loop()
    assert await loop.run_in_executor(None, blocking, 2) == 4
    with concurrent.futures.ThreadPoolExecutor() as pool:
        assert await loop.run_in_executor(pool, blocking, 3) == 9


asyncio.run(main())
