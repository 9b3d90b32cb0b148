"""Shuts the pool down while a client still submits."""

import threading
from concurrent.futures import ThreadPoolExecutor


class Backend:
    def __init__(self):
        self.pool = ThreadPoolExecutor(max_workers=1)
        self.open = threading.Event()
        self.open.set()

    def submit(self, function, *args):
        if self.open.is_set():
            return self.pool.submit(function, *args)
        return None

    def close(self):
        self.open.clear()
        self.pool.shutdown()


backend = Backend()
client = threading.Thread(target=backend.submit, args=(len, "job"), name="client")
client.start()
backend.close()
client.join()
