"""A debouncer whose timers know whether they are the latest."""

import threading


class Debounce:
    def __init__(self, seconds, function):
        self.seconds, self.function = seconds, function
        self.timer = None
        self.generation = 0
        self.lock = threading.Lock()

    def __call__(self, value):
        with self.lock:
            if self.timer is not None:
                self.timer.cancel()
            self.generation += 1
            self.timer = threading.Timer(self.seconds, self._fire, [value, self.generation])
            self.timer.start()

    def _fire(self, value, generation):
        with self.lock:
            if generation == self.generation:
                self.function(value)


saved = []
save = Debounce(0.5, saved.append)
save("draft")
save("final")
save.timer.join()
assert saved[-1] == "final", saved
