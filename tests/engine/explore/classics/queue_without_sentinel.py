"""The workers wait for the next order for ever; nobody tells them that there is none."""

import queue
import threading

orders = queue.Queue()
served = []


def work():
    while True:
        order = orders.get()
        served.append(order)
        orders.task_done()


workers = [threading.Thread(target=work) for _ in range(2)]
for worker in workers:
    worker.start()
for order in ("latte", "mocha"):
    orders.put(order)
for worker in workers:
    worker.join()
assert len(served) == 2
