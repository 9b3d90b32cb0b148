"""Tries for the lock, and goes on whether it has it or not."""

import threading

lock = threading.Lock()
stock = 10


def take():
    global stock
    got = lock.acquire(timeout=0.5)
    stock -= 1
    if got:
        lock.release()


cooks = [threading.Thread(target=take) for _ in range(2)]
for cook in cooks:
    cook.start()
for cook in cooks:
    cook.join()
assert stock == 8, stock
