"""wait(FIRST_COMPLETED) may give two at once; who takes one of them only loses the other."""

import asyncio


async def source(name, delay):
    await asyncio.sleep(delay)
    return name


async def main():
    pending = {asyncio.create_task(source(n, d)) for n, d in (("a", 1), ("b", 1), ("c", 2))}
    got = []
    while pending:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        got.append(done.pop().result())
    assert sorted(got) == ["a", "b", "c"], got


asyncio.run(main())
