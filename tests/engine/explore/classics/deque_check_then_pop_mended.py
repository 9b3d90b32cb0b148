"""The last cake, and two who reach for it."""

import threading
from collections import deque

cakes = deque(["carrot"])


def buy():
    try:
        print(cakes.popleft())
    except IndexError:
        print("sold out")


guests = [threading.Thread(target=buy) for _ in range(2)]
for guest in guests:
    guest.start()
for guest in guests:
    guest.join()
