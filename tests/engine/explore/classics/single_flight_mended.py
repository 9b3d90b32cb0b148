"""Single flight: the result is kept in the same breath in which the flight is over."""

import threading
from concurrent.futures import Future


class SingleFlight:
    def __init__(self):
        self._flights: dict[str, Future] = {}
        self._lock = threading.Lock()
        self._cache: dict[str, object] = {}

    def do(self, key, function):
        with self._lock:
            if key in self._cache:
                return self._cache[key]
            future = self._flights.get(key)
            leader = future is None
            if leader:
                future = self._flights[key] = Future()
        if not leader:
            return future.result()
        value = function()
        with self._lock:
            self._cache[key] = value
            del self._flights[key]
        future.set_result(value)
        return value


loads = []


def load():
    loads.append(1)
    return 42


flights = SingleFlight()
results = []
threads = [threading.Thread(target=lambda: results.append(flights.do("k", load))) for _ in range(2)]
for t in threads:
    t.start()
for t in threads:
    t.join()
assert results == [42, 42]
assert len(loads) == 1, f"loaded {len(loads)} times"
