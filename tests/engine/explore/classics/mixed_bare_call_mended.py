"""A thread asks the loop to resolve its future."""

import asyncio
import threading


async def main():
    loop = asyncio.get_running_loop()
    dough = loop.create_future()
    baker = threading.Thread(target=lambda: loop.call_soon_threadsafe(dough.set_result, "rye"))
    baker.start()
    print(await dough)
    baker.join()


asyncio.run(main())
