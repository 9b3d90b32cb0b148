"""asyncio, gather: results in the order of the arguments."""

import asyncio


async def factorial(name, number):
    product = 1
    for factor in range(2, number + 1):
        await asyncio.sleep(1)
        product *= factor
    print(name, product)
    return product


async def main():
    results = await asyncio.gather(factorial("A", 2), factorial("B", 3), factorial("C", 4))
    assert results == [2, 6, 24]


asyncio.run(main())
