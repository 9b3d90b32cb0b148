"""Sums up a dict while another puts something into it."""

import threading

prices = {"latte": 4, "mocha": 5}


def total():
    result = 0
    for name in prices:
        result += prices[name]
    print(result)


def extend():
    prices["cocoa"] = 3


staff = [threading.Thread(target=total), threading.Thread(target=extend)]
for each in staff:
    each.start()
for each in staff:
    each.join()
