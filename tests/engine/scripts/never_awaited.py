# faults: never-awaited@11
import asyncio


async def save():
    print("saved")


async def main():
    print("before")
    save()
    await asyncio.sleep(0.001)


asyncio.run(main())
