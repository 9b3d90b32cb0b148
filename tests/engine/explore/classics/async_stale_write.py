"""Reads the total, waits for the card machine, writes what it remembers."""

import asyncio

total = 0


async def pay(price):
    global total
    before = total
    await asyncio.sleep(0.1)
    total = before + price


async def main():
    await asyncio.gather(pay(3), pay(4))
    assert total == 7, total


asyncio.run(main())
