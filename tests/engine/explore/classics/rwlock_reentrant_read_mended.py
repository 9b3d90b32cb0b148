"""Whoever reads already, reads what is there, and does not ask once more."""

import threading
from contextlib import contextmanager


class RWMutex:
    def __init__(self):
        self._cond = threading.Condition()
        self._readers = 0
        self._writing = False
        self._writers_waiting = 0

    @contextmanager
    def reading(self):
        with self._cond:
            while self._writing or self._writers_waiting:
                self._cond.wait()
            self._readers += 1
        try:
            yield
        finally:
            with self._cond:
                self._readers -= 1
                self._cond.notify_all()

    @contextmanager
    def writing(self):
        with self._cond:
            self._writers_waiting += 1
            while self._writing or self._readers:
                self._cond.wait()
            self._writers_waiting -= 1
            self._writing = True
        try:
            yield
        finally:
            with self._cond:
                self._writing = False
                self._cond.notify_all()


class Registry:
    def __init__(self):
        self._mutex = RWMutex()
        self._names = {"a": 1}

    def get(self, name):
        with self._mutex.reading():
            return self._names.get(name)

    def total(self):
        with self._mutex.reading():
            return sum(self._names.values())

    def put(self, name, value):
        with self._mutex.writing():
            self._names[name] = value


registry = Registry()
threads = [
    threading.Thread(target=registry.total, name="auditor"),
    threading.Thread(target=registry.put, args=("b", 2), name="editor"),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert registry.total() == 3
