"""A thread resolves a future of the loop as if it were its own."""

import asyncio
import threading


async def main():
    dough = asyncio.get_running_loop().create_future()
    baker = threading.Thread(target=lambda: dough.set_result("rye"))
    baker.start()
    print(await dough)
    baker.join()


asyncio.run(main())
