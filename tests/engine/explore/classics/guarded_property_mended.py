"""Looking and changing are one method, under one lock."""

import threading


class Pantry:
    def __init__(self):
        self._lock = threading.RLock()
        self._milk = 9

    @property
    def milk(self):
        with self._lock:
            return self._milk

    @milk.setter
    def milk(self, litres):
        with self._lock:
            self._milk = litres

    def take(self):
        with self._lock:
            self.milk -= 1


pantry = Pantry()


def brew():
    pantry.take()


staff = [threading.Thread(target=brew) for _ in range(2)]
for each in staff:
    each.start()
for each in staff:
    each.join()
