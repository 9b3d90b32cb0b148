"""Connects on first use, one at a time."""

import asyncio

opened = 0


class Bank:
    def __init__(self):
        self.line = None
        self.lock = asyncio.Lock()

    async def connect(self):
        global opened
        opened += 1
        await asyncio.sleep(0.1)
        return f"line {opened}"

    async def pay(self):
        async with self.lock:
            if self.line is None:
                self.line = await self.connect()


async def main():
    bank = Bank()
    await asyncio.gather(bank.pay(), bank.pay())
    assert opened == 1, "two lines open"


asyncio.run(main())
