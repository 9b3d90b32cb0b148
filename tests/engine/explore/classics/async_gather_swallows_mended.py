"""Asks for exceptions as results, and serves those again."""

import asyncio

served = []


async def serve(table):
    await asyncio.sleep(0.1)
    if table == 13:
        raise LookupError("no such table")
    served.append(table)


async def main():
    tables = (1, 13, 2)
    results = await asyncio.gather(*map(serve, tables), return_exceptions=True)
    for table, result in zip(tables, results):
        if isinstance(result, LookupError):
            await serve(table + 1)
    assert len(served) == 3, "somebody is still hungry"


asyncio.run(main())
