# faults: deadlock@10,13,15
import asyncio


async def main():
    q = asyncio.Queue()
    ev = asyncio.Event()

    async def a():
        await ev.wait()

    async def b():
        await q.get()

    await asyncio.gather(a(), b())


asyncio.run(main())
