"""Waits until all orders are done; the barista says so each time."""

import asyncio


async def barista(orders):
    while True:
        order = await orders.get()
        await asyncio.sleep(1)
        print(order)
        orders.task_done()


async def main():
    orders = asyncio.Queue()
    for order in ("latte", "mocha"):
        orders.put_nowait(order)
    shift = asyncio.create_task(barista(orders))
    await orders.join()
    shift.cancel()
    await asyncio.gather(shift, return_exceptions=True)


asyncio.run(main())
