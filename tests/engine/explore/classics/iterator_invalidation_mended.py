"""Sums up a dict; who puts something into it waits."""

import threading

prices = {"latte": 4, "mocha": 5}
lock = threading.Lock()


def total():
    result = 0
    with lock:
        for name in prices:
            result += prices[name]
    print(result)


def extend():
    with lock:
        prices["cocoa"] = 3


staff = [threading.Thread(target=total), threading.Thread(target=extend)]
for each in staff:
    each.start()
for each in staff:
    each.join()
