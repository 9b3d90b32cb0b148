"""Whoever finds the cup empty fills it, and then counts the cups."""

import threading
from collections import defaultdict

cups = defaultdict(int)
filled = []


def fill(table):
    if cups[table] == 0:
        filled.append(table)
        cups[table] = 1


waiters = [threading.Thread(target=fill, args=(7,)) for _ in range(2)]
for waiter in waiters:
    waiter.start()
for waiter in waiters:
    waiter.join()
assert filled == [7], "filled twice"
