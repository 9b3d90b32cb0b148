"""asyncio, Queue: three workers, twenty jobs, joined, then cancelled."""

import asyncio
import random


async def worker(queue, slept):
    while True:
        seconds = await queue.get()
        await asyncio.sleep(seconds)
        slept.append(seconds)
        queue.task_done()


async def main():
    queue, slept = asyncio.Queue(), []
    for _ in range(20):
        queue.put_nowait(random.uniform(0.05, 1.0))
    workers = [asyncio.create_task(worker(queue, slept)) for _ in range(3)]
    await queue.join()
    for task in workers:
        task.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
    assert len(slept) == 20


asyncio.run(main())
