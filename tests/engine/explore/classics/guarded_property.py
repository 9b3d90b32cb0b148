"""Each look at the stock and each change of it is under the lock, but `-=` is one of either, and the lock is free between them."""

import threading


class Pantry:
    def __init__(self):
        self._lock = threading.Lock()
        self._milk = 9

    @property
    def milk(self):
        with self._lock:
            return self._milk

    @milk.setter
    def milk(self, litres):
        with self._lock:
            self._milk = litres


pantry = Pantry()


def brew():
    pantry.milk -= 1


staff = [threading.Thread(target=brew) for _ in range(2)]
for each in staff:
    each.start()
for each in staff:
    each.join()
