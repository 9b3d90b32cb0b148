# faults: exception@6
import asyncio


async def boom():
    raise RuntimeError("lost in a task")


async def main():
    t = asyncio.create_task(boom())
    await asyncio.sleep(0.01)
    print("main done")


asyncio.run(main())
