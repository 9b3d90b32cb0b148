# faults: deadlock@10,17
import asyncio

a, b = asyncio.Lock(), asyncio.Lock()


async def one():
    async with a:
        await asyncio.sleep(0.01)
        async with b:
            pass


async def two():
    async with b:
        await asyncio.sleep(0.01)
        async with a:
            pass


async def main():
    await asyncio.gather(one(), two())


asyncio.run(main())
