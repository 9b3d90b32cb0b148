"""asyncio, wait: the first one done, the rest afterwards."""

import asyncio


async def pot(seconds):
    await asyncio.sleep(seconds)
    return seconds


async def main():
    pots = {asyncio.create_task(pot(n)) for n in (3, 1, 2)}
    done, pending = await asyncio.wait(pots, return_when=asyncio.FIRST_COMPLETED)
    assert {task.result() for task in done} == {1}
    done, pending = await asyncio.wait(pending, timeout=5)
    assert {task.result() for task in done} == {2, 3}
    assert not pending


asyncio.run(main())
