"""Waits without the outer lock, through which alone it can be told."""

import threading


class Slot:
    def __init__(self):
        self._filled = threading.Condition()
        self._value = None

    def put(self, value):
        with self._filled:
            self._value = value
            self._filled.notify()

    def take(self):
        with self._filled:
            while self._value is None:
                self._filled.wait()
            value, self._value = self._value, None
            return value


class Mailbox:
    def __init__(self):
        self._lock = threading.Lock()
        self._slot = Slot()
        self.delivered = 0

    def deliver(self, letter):
        with self._lock:
            self.delivered += 1
            self._slot.put(letter)

    def collect(self):
        return self._slot.take()


box = Mailbox()
letters = []
reader = threading.Thread(target=lambda: letters.append(box.collect()), name="reader")
reader.start()
box.deliver("dear reader")
reader.join()
assert letters == ["dear reader"]
