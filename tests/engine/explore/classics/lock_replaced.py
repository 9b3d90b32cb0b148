"""reset() hangs up a new lock while somebody is inside by the old one."""

import threading


class Table:
    def __init__(self):
        self.lock = threading.Lock()  # atomic
        self.rows = 0
        self.index = 0

    def insert(self):
        with self.lock:
            self.rows += 1
            self.index += 1

    def check(self):
        with self.lock:
            assert self.rows == self.index, f"{self.rows} rows, {self.index} in the index"

    def reset(self):
        self.lock = threading.Lock()
        self.check()


table = Table()
threads = [threading.Thread(target=table.insert, name="writer"), threading.Thread(target=table.reset, name="admin")]
for t in threads:
    t.start()
for t in threads:
    t.join()
