"""Told to stop by an event, fed by a queue: looks at both, and then waits for an order that nobody will bring."""

import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor


def take_orders(rail, closing):
    while not closing.is_set():
        rail.put("latte")
        time.sleep(1)


def make_drinks(rail, closing):
    while not closing.is_set() or not rail.empty():
        order = rail.get()
        print("one", order)


rail, closing = queue.Queue(maxsize=4), threading.Event()
with ThreadPoolExecutor(max_workers=2) as staff:
    staff.submit(take_orders, rail, closing)
    staff.submit(make_drinks, rail, closing)
    time.sleep(2)
    closing.set()
