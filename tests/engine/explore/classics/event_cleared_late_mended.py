"""Resets the bell, then works off the rail."""

import threading
from collections import deque

rail = deque()
bell = threading.Event()


def bring():
    for order in ("latte", "mocha"):
        rail.append(order)
        bell.set()


def work():
    served = 0
    while served < 2:
        bell.wait()
        bell.clear()
        try:
            while True:
                rail.popleft()
                served += 1
        except IndexError:
            pass


staff = [threading.Thread(target=work), threading.Thread(target=bring)]
for each in staff:
    each.start()
for each in staff:
    each.join()
