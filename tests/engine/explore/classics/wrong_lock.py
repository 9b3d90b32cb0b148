"""Everybody takes a lock before touching the till. Not everybody takes the same one."""

import threading


class Till:
    def __init__(self):
        self.total = 0
        self.sales_lock = threading.Lock()
        self.refunds_lock = threading.Lock()

    def sell(self, price):
        with self.sales_lock:
            self.total += price

    def refund(self, price):
        with self.refunds_lock:
            self.total -= price


till = Till()
a = threading.Thread(target=till.sell, args=(5,), name="Ana")
b = threading.Thread(target=till.refund, args=(3,), name="Bo")
a.start(), b.start()
a.join(), b.join()
assert till.total == 2, f"{till.total} in the till"
