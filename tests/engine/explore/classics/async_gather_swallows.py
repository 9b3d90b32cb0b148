"""Asks for exceptions as results, and never looks at the results."""

import asyncio

served = []


async def serve(table):
    await asyncio.sleep(0.1)
    if table == 13:
        raise LookupError("no such table")
    served.append(table)


async def main():
    await asyncio.gather(serve(1), serve(13), serve(2), return_exceptions=True)
    assert len(served) == 3, "somebody is still hungry"


asyncio.run(main())
