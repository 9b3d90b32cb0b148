"""What is told to stop hands that on in the queue itself, behind the last order."""

import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor

CLOSED = None


def take_orders(rail, closing):
    while not closing.is_set():
        rail.put("latte")
        time.sleep(1)
    rail.put(CLOSED)


def make_drinks(rail):
    while (order := rail.get()) is not CLOSED:
        print("one", order)


rail, closing = queue.Queue(maxsize=4), threading.Event()
with ThreadPoolExecutor(max_workers=2) as staff:
    staff.submit(take_orders, rail, closing)
    staff.submit(make_drinks, rail)
    time.sleep(2)
    closing.set()
