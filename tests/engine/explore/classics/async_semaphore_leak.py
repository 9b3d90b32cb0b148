"""A spilt cup, and the place at the machine is never given back."""

import asyncio


async def brew(machine, cup):
    await machine.acquire()
    await asyncio.sleep(1)
    if cup == "cracked":
        raise ValueError("spilt")
    machine.release()


async def main():
    machine = asyncio.Semaphore(1)
    await asyncio.gather(*(brew(machine, cup) for cup in ("cracked", "blue")), return_exceptions=True)


asyncio.run(main())
