"""Whoever finds the cup empty fills it, one at a time."""

import threading
from collections import defaultdict

cups = defaultdict(int)
filled = []
tray = threading.Lock()


def fill(table):
    with tray:
        if cups[table] == 0:
            filled.append(table)
            cups[table] = 1


waiters = [threading.Thread(target=fill, args=(7,)) for _ in range(2)]
for waiter in waiters:
    waiter.start()
for waiter in waiters:
    waiter.join()
assert filled == [7], "filled twice"
