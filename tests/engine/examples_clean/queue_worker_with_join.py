"""queue: a daemon worker, thirty items, join."""

import queue
import threading

rail = queue.Queue()
finished = []


def worker():
    while True:
        item = rail.get()
        finished.append(item)
        rail.task_done()


threading.Thread(target=worker, daemon=True).start()
for item in range(30):
    rail.put(item)
rail.join()
assert finished == list(range(30))
