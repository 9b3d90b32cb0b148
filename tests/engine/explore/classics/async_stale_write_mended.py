"""Waits for the card machine, then reads and writes."""

import asyncio

total = 0


async def pay(price):
    global total
    await asyncio.sleep(0.1)
    total += price


async def main():
    await asyncio.gather(pay(3), pay(4))
    assert total == 7, total


asyncio.run(main())
