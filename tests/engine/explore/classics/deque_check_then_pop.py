"""The last cake, and two who saw it."""

import threading
from collections import deque

cakes = deque(["carrot"])


def buy():
    if len(cakes) > 0:
        print(cakes.popleft())


guests = [threading.Thread(target=buy) for _ in range(2)]
for guest in guests:
    guest.start()
for guest in guests:
    guest.join()
