"""asyncio, create_task: fire and forget, with a strong reference until done."""

import asyncio

background = set()
done = []


async def chore(number):
    await asyncio.sleep(number)
    done.append(number)


async def main():
    for number in range(5):
        task = asyncio.create_task(chore(number))
        background.add(task)
        task.add_done_callback(background.discard)
    await asyncio.sleep(10)


asyncio.run(main())
assert done == [0, 1, 2, 3, 4]
assert not background
