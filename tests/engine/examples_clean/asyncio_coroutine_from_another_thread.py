"""asyncio, run_coroutine_threadsafe: a thread asks a loop that runs elsewhere."""

import asyncio
import threading


def in_a_thread(loop, results):
    future = asyncio.run_coroutine_threadsafe(asyncio.sleep(1, result=3), loop)
    results.append(future.result(timeout=2))


async def main():
    results = []
    thread = threading.Thread(target=in_a_thread, args=(asyncio.get_running_loop(), results))
    thread.start()
    await asyncio.sleep(2)
    thread.join()
    assert results == [3]


asyncio.run(main())
