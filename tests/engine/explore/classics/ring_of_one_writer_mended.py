"""A ring for one writer and one reader. The item is there before the tail says so."""

import threading


class Ring:
    def __init__(self, size):
        self.slots = [None] * size  # atomic
        self.size = size
        self.head = 0  # atomic
        self.tail = 0  # atomic

    def push(self, item):
        tail = self.tail
        if tail - self.head == self.size:
            return False
        self.slots[tail % self.size] = item
        self.tail = tail + 1
        return True

    def pop(self):
        head = self.head
        if head == self.tail:
            return False, None
        item = self.slots[head % self.size]
        self.head = head + 1
        return True, item


ring = Ring(2)
got = []


def write():
    for item in ("a", "b"):
        ring.push(item)


def read():
    for _ in range(3):
        there, item = ring.pop()
        if there:
            got.append(item)


threads = [threading.Thread(target=write), threading.Thread(target=read)]
for t in threads:
    t.start()
for t in threads:
    t.join()
assert got == ["a", "b"][: len(got)], got
