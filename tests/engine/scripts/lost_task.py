# faults: lost-task@11
import asyncio


async def bg():
    await asyncio.sleep(1)
    print("bg done")


async def main():
    asyncio.create_task(bg())
    await asyncio.sleep(0.01)
    print("main done")


asyncio.run(main())
