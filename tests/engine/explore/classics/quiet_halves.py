"""Each sorts one half of a list in place; the halves have nothing to do with each other."""

import threading

prices = [5, 4, 3, 2]


def sort(first, last):
    prices[first:last] = sorted(prices[first:last])


staff = [threading.Thread(target=sort, args=bounds) for bounds in ((0, 2), (2, 4))]
for each in staff:
    each.start()
for each in staff:
    each.join()
assert prices == [4, 5, 2, 3]
