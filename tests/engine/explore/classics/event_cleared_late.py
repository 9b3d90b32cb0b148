"""Works off the rail, then resets the bell: a ring in between is wiped out."""

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
        while rail:
            rail.popleft()
            served += 1
        bell.clear()


staff = [threading.Thread(target=work), threading.Thread(target=bring)]
for each in staff:
    each.start()
for each in staff:
    each.join()
