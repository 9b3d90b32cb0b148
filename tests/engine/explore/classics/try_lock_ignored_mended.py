"""Tries for the lock, and goes on when it has it."""

import threading

lock = threading.Lock()
stock = 10


def take():
    global stock
    while not lock.acquire(timeout=0.5):
        print("still waiting")
    stock -= 1
    lock.release()


cooks = [threading.Thread(target=take) for _ in range(2)]
for cook in cooks:
    cook.start()
for cook in cooks:
    cook.join()
assert stock == 8, stock
