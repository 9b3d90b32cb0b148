"""Whether the pool is open is asked, and answered to, under one lock."""

import threading
from concurrent.futures import ThreadPoolExecutor


class Backend:
    def __init__(self):
        self.pool = ThreadPoolExecutor(max_workers=1)
        self.open = threading.Event()
        self.open.set()
        self.gate = threading.Lock()

    def submit(self, function, *args):
        with self.gate:
            if self.open.is_set():
                return self.pool.submit(function, *args)
        return None

    def close(self):
        with self.gate:
            self.open.clear()
        self.pool.shutdown()


backend = Backend()
client = threading.Thread(target=backend.submit, args=(len, "job"), name="client")
client.start()
backend.close()
client.join()
