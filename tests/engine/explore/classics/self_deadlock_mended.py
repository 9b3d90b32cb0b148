"""A method that holds the lock calls another one that wants it, and may have it."""

import threading


class Pantry:
    def __init__(self):
        self._lock = threading.RLock()
        self._stock = {"milk": 2}

    def has(self, what):
        with self._lock:
            return self._stock.get(what, 0) > 0

    def take(self, what):
        with self._lock:
            if self.has(what):
                self._stock[what] -= 1


pantry = Pantry()
cooks = [threading.Thread(target=pantry.take, args=("milk",)) for _ in range(2)]
for cook in cooks:
    cook.start()
for cook in cooks:
    cook.join()
assert not pantry.has("milk")
