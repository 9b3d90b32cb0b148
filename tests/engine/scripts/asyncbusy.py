import asyncio, time


async def spin():
    end = time.monotonic() + 0.05
    n = 0
    while time.monotonic() < end:
        n += 1
        await asyncio.sleep(0)
    return n


async def main():
    a, b = await asyncio.gather(spin(), asyncio.sleep(0.03, "x"))
    print(a > 0, b)
    loop = asyncio.get_running_loop()
    end = loop.time() + 0.02
    while loop.time() < end:
        await asyncio.sleep(0)
    print("ok")


asyncio.run(main())
