"""The programming FAQ: single calls on built-in containers that are atomic."""

import threading
from collections import deque

orders, seen, prices, rail = [], set(), {}, deque()


def take(name):
    orders.append(name)
    seen.add(name)
    prices.setdefault("latte", 3)
    rail.append(name)
    rail.popleft()


threads = [threading.Thread(target=take, args=(name,)) for name in ("Bo", "Cy", "Di")]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert sorted(orders) == ["Bo", "Cy", "Di"]
assert len(seen) == 3
assert prices == {"latte": 3}
