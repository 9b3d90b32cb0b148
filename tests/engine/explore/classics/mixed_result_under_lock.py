"""A thread waits for a coroutine while it holds the lock that the coroutine takes."""

import asyncio
import threading


class Bridge:
    def __init__(self, loop):
        self.loop = loop
        self.lock = threading.Lock()
        self.state = []

    async def on_event(self, event):
        with self.lock:
            self.state.append(event)

    def send(self, event):
        with self.lock:
            self.state.append(f"sending {event}")
            asyncio.run_coroutine_threadsafe(self.on_event(event), self.loop).result()


async def main():
    bridge = Bridge(asyncio.get_running_loop())
    await asyncio.to_thread(bridge.send, "hello")
    assert bridge.state == ["sending hello", "hello"]


asyncio.run(main())
