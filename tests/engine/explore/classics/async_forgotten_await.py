"""Calls a coroutine as if it were a function."""

import asyncio

log = []


async def save(order):
    await asyncio.sleep(0.01)
    log.append(order)


async def main():
    save("latte")
    await save("mocha")


asyncio.run(main())
