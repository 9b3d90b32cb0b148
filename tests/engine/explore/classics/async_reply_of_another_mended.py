"""Who is cancelled while he waits for a reply still takes it out of the line, before the next one asks."""

import asyncio


class Connection:
    def __init__(self):
        self.lock = asyncio.Lock()
        self.replies = asyncio.Queue()

    async def _server(self, command):
        await asyncio.sleep(1)
        self.replies.put_nowait(f"reply to {command}")

    async def execute(self, command):
        async with self.lock:
            answering = asyncio.create_task(self._server(command))
            try:
                return await self.replies.get()
            except asyncio.CancelledError:
                await answering
                await self.replies.get()
                raise


async def main():
    connection = Connection()
    impatient = asyncio.create_task(connection.execute("GET a"), name="impatient")
    await asyncio.sleep(0.5)
    impatient.cancel()
    await asyncio.wait({impatient})
    reply = await connection.execute("GET b")
    assert reply == "reply to GET b", reply


asyncio.run(main())
