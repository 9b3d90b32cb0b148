"""`setdefault` is one step: all get the same list."""

import threading

orders = {}


def order(what):
    orders.setdefault("table 7", []).append(what)


guests = [threading.Thread(target=order, args=(what,)) for what in ("latte", "mocha")]
for guest in guests:
    guest.start()
for guest in guests:
    guest.join()
assert sorted(orders["table 7"]) == ["latte", "mocha"]
