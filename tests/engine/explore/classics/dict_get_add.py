"""Gets, adds, puts back."""

import threading

sold = {}


def sell(what):
    sold[what] = sold.get(what, 0) + 1


sellers = [threading.Thread(target=sell, args=("latte",)) for _ in range(2)]
for seller in sellers:
    seller.start()
for seller in sellers:
    seller.join()
assert sold["latte"] == 2, sold
