"""Awaits what it calls."""

import asyncio

log = []


async def save(order):
    await asyncio.sleep(0.01)
    log.append(order)


async def main():
    await save("latte")
    await save("mocha")


asyncio.run(main())
assert log == ["latte", "mocha"]
