"""A readers–writer lock whose readers upgrade to writers: two that do wait for each other to leave."""

import threading
from contextlib import contextmanager


class RWLock:
    def __init__(self) -> None:
        self._cond = threading.Condition()
        self._readers = 0
        self._writer = False

    @contextmanager
    def read(self):
        with self._cond:
            while self._writer:
                self._cond.wait()
            self._readers += 1
        try:
            yield
        finally:
            with self._cond:
                self._readers -= 1
                self._cond.notify_all()

    @contextmanager
    def write(self, readers_of_mine: int = 0):
        with self._cond:
            while self._writer or self._readers > readers_of_mine:
                self._cond.wait()
            self._writer = True
        try:
            yield
        finally:
            with self._cond:
                self._writer = False
                self._cond.notify_all()


rw = RWLock()
data = {"n": 0}


def increment():
    with rw.read():
        n = data["n"]
        with rw.write(readers_of_mine=1):
            data["n"] = n + 1


threads = [threading.Thread(target=increment) for _ in range(2)]
for t in threads:
    t.start()
for t in threads:
    t.join()
assert data["n"] == 2
