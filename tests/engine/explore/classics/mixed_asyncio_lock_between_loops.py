"""Two loops in two threads, and an asyncio.Lock between them, which keeps only the tasks of one loop apart."""

import asyncio
import threading

lock = asyncio.Lock()
total = 0


async def add():
    global total
    async with lock:
        total += 1


loops = [threading.Thread(target=lambda: asyncio.run(add())) for _ in range(2)]
for loop in loops:
    loop.start()
for loop in loops:
    loop.join()
