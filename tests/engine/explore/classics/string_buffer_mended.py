"""Asks the other buffer once, before it takes its own lock."""

import threading


class StringBuffer:
    def __init__(self, text=""):
        self._lock = threading.RLock()
        self._chars = list(text)

    def length(self):
        with self._lock:
            return len(self._chars)

    def chars(self, start, end):
        with self._lock:
            if end > len(self._chars):
                raise IndexError(f"{end} is beyond {len(self._chars)}")
            return self._chars[start:end]

    def set_length(self, length):
        with self._lock:
            del self._chars[length:]

    def append(self, other):
        copied = other.text()
        with self._lock:
            self._chars.extend(copied)

    def text(self):
        with self._lock:
            return "".join(self._chars)


left, right = StringBuffer("abc"), StringBuffer("xyz")
appender = threading.Thread(target=left.append, args=(right,))
eraser = threading.Thread(target=right.set_length, args=(0,))
appender.start()
eraser.start()
appender.join()
eraser.join()
assert left.text() in ("abc", "abcxyz")
