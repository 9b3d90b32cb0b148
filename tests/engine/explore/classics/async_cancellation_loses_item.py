"""The barista is called off with an order in hand; nobody ever makes it."""

import asyncio

made = []


async def barista(orders):
    while True:
        order = await orders.get()
        await asyncio.sleep(2)
        made.append(order)


async def main():
    orders = asyncio.Queue()
    for order in ("latte", "mocha"):
        orders.put_nowait(order)
    shift = asyncio.create_task(barista(orders))
    await asyncio.sleep(3)
    shift.cancel()
    await asyncio.gather(shift, return_exceptions=True)
    assert len(made) + orders.qsize() == 2, "an order is gone"


asyncio.run(main())
