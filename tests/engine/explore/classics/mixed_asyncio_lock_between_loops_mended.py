"""Two loops in two threads, and a threading.Lock between them, held for a moment only."""

import asyncio
import threading

lock = threading.Lock()
total = 0


async def add():
    global total
    with lock:
        total += 1


loops = [threading.Thread(target=lambda: asyncio.run(add())) for _ in range(2)]
for loop in loops:
    loop.start()
for loop in loops:
    loop.join()
assert total == 2
