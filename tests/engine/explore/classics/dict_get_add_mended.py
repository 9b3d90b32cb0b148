"""Gets, adds, puts back, one at a time."""

import threading

sold = {}
lock = threading.Lock()


def sell(what):
    with lock:
        sold[what] = sold.get(what, 0) + 1


sellers = [threading.Thread(target=sell, args=("latte",)) for _ in range(2)]
for seller in sellers:
    seller.start()
for seller in sellers:
    seller.join()
assert sold["latte"] == 2, sold
