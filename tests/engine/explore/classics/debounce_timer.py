"""A debouncer: a new call cancels the old timer; a timer that has fired already can't be cancelled."""

import threading


class Debounce:
    def __init__(self, seconds, function):
        self.seconds, self.function = seconds, function
        self.timer = None
        self.lock = threading.Lock()

    def __call__(self, value):
        with self.lock:
            if self.timer is not None:
                self.timer.cancel()
            self.timer = threading.Timer(self.seconds, self._fire, [value])
            self.timer.start()

    def _fire(self, value):
        with self.lock:
            self.function(value)


saved = []
save = Debounce(0.5, saved.append)
save("draft")
save("final")
save.timer.join()
assert saved == ["final"], saved
