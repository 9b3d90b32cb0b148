"""The loop counts its guests, also those of the side door."""

import asyncio
import threading

guests = 0


def welcome():
    global guests
    guests += 1


async def main():
    loop = asyncio.get_running_loop()
    door = threading.Thread(target=loop.call_soon_threadsafe, args=(welcome,))
    door.start()
    await asyncio.sleep(0.1)
    welcome()
    await asyncio.to_thread(door.join)
    await asyncio.sleep(0)
    assert guests == 2, guests


asyncio.run(main())
