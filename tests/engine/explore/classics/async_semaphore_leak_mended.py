"""A spilt cup, and the place at the machine is given back."""

import asyncio


async def brew(machine, cup):
    async with machine:
        await asyncio.sleep(1)
        if cup == "cracked":
            raise ValueError("spilt")


async def main():
    machine = asyncio.Semaphore(1)
    await asyncio.gather(*(brew(machine, cup) for cup in ("cracked", "blue")), return_exceptions=True)


asyncio.run(main())
