"""Looks whether the rail is empty, then takes."""

import queue
import threading

rail = queue.Queue()
rail.put("latte")


def serve():
    if not rail.empty():
        print(rail.get_nowait())


clerks = [threading.Thread(target=serve) for _ in range(2)]
for clerk in clerks:
    clerk.start()
for clerk in clerks:
    clerk.join()
