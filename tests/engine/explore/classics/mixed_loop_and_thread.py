"""The loop counts its guests, and so does a thread."""

import asyncio
import threading

guests = 0


def side_door():
    global guests
    guests += 1


async def front_door():
    global guests
    await asyncio.sleep(0.1)
    guests += 1


async def main():
    door = threading.Thread(target=side_door)
    door.start()
    await front_door()
    door.join()
    assert guests == 2, guests


asyncio.run(main())
