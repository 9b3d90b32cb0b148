"""Daemon workers on a queue; the main thread waits until all is done and goes."""

import queue
import threading

orders = queue.Queue()
lock = threading.Lock()
served = 0


def work():
    global served
    while True:
        orders.get()
        with lock:
            served += 1
        orders.task_done()


for _ in range(2):
    threading.Thread(target=work, daemon=True).start()
for order in range(3):
    orders.put(order)
orders.join()
with lock:
    assert served == 3
