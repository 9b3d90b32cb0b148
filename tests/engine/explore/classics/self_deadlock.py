"""A method that holds the lock calls another one that wants it."""

import threading


class Pantry:
    def __init__(self):
        self._lock = threading.Lock()
        self._stock = {"milk": 2}

    def has(self, what):
        with self._lock:
            return self._stock.get(what, 0) > 0

    def take(self, what):
        with self._lock:
            if self.has(what):
                self._stock[what] -= 1


pantry = Pantry()
cook = threading.Thread(target=pantry.take, args=("milk",))
cook.start()
cook.join()
