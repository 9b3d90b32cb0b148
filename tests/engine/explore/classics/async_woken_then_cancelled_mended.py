"""Who was woken and then cancelled wakes the next: nobody waits for a place that is free."""

import asyncio
from collections import deque


class Connector:
    def __init__(self, limit):
        self.limit = limit
        self.acquired = 0
        self.waiters = deque()

    async def acquire(self):
        if self.acquired >= self.limit:
            waiter = asyncio.get_running_loop().create_future()
            self.waiters.append(waiter)
            try:
                await waiter
            except asyncio.CancelledError:
                if waiter.done() and not waiter.cancelled():
                    self._wake_next()
                raise
        self.acquired += 1

    def release(self):
        self.acquired -= 1
        self._wake_next()

    def _wake_next(self):
        while self.waiters:
            waiter = self.waiters.popleft()
            if not waiter.done():
                waiter.set_result(None)
                break


async def request(connector, served, name):
    await connector.acquire()
    try:
        served.append(name)
    finally:
        connector.release()


async def main():
    connector, served = Connector(1), []
    await connector.acquire()
    first = asyncio.create_task(request(connector, served, "first"), name="first")
    second = asyncio.create_task(request(connector, served, "second"), name="second")
    await asyncio.sleep(0)
    connector.release()
    first.cancel()
    await asyncio.wait([first])
    await second
    assert served == ["second"]


asyncio.run(main())
