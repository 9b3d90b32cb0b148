# faults: foreign-call@6
import asyncio, threading


def worker(loop, fut):
    fut.set_result(1)


async def main():
    loop = asyncio.get_running_loop()
    fut = loop.create_future()
    threading.Thread(target=worker, args=(loop, fut)).start()
    try:
        await asyncio.wait_for(fut, 0.1)
    except TimeoutError:
        print("to")


asyncio.run(main())
