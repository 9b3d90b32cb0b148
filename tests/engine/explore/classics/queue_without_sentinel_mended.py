"""The workers go home when they are told to."""

import queue
import threading

orders = queue.Queue()
served = []


def work():
    while (order := orders.get()) is not None:
        served.append(order)


workers = [threading.Thread(target=work) for _ in range(2)]
for worker in workers:
    worker.start()
for order in ("latte", "mocha"):
    orders.put(order)
for _ in workers:
    orders.put(None)
for worker in workers:
    worker.join()
assert len(served) == 2
