"""One writes under a lock and puts up a fresh tuple each time; the others look under the same lock."""

import threading

lock = threading.Lock()
prices = (4, 5)


def raise_prices():
    global prices
    with lock:
        prices = tuple(price + 1 for price in prices)


def look():
    with lock:
        now = prices
    assert now[1] - now[0] == 1


staff = [threading.Thread(target=raise_prices), threading.Thread(target=look), threading.Thread(target=look)]
for each in staff:
    each.start()
for each in staff:
    each.join()
