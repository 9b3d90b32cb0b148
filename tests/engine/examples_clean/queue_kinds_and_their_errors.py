"""queue: last in first out, priorities, Empty and Full, sentinels at the end."""

import queue
import threading
from dataclasses import dataclass, field
from typing import Any


@dataclass(order=True)
class Prioritised:
    priority: int
    item: Any = field(compare=False)


urgent = queue.PriorityQueue()
urgent.put(Prioritised(2, "later"))
urgent.put(Prioritised(1, "now"))
assert urgent.get().item == "now"

pile = queue.LifoQueue(maxsize=2)
pile.put(1)
pile.put(2)
try:
    pile.put(3, timeout=1)
except queue.Full:
    assert pile.get() == 2

simple = queue.SimpleQueue()
try:
    simple.get_nowait()
except queue.Empty:
    simple.put("x")
assert simple.get() == "x"

rail, results = queue.Queue(maxsize=1), []


def worker():
    for item in iter(rail.get, None):
        results.append(item)


workers = [threading.Thread(target=worker) for _ in range(2)]
for each in workers:
    each.start()
for item in [1, 2, 3, 4, None, None]:
    rail.put(item)
for each in workers:
    each.join()
assert sorted(results) == [1, 2, 3, 4]
