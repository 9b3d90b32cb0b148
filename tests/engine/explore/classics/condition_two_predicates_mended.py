"""One waits for milk, one for beans, each at a bell of its own, over one lock."""

import threading

lock = threading.Lock()
bells = {"milk": threading.Condition(lock), "beans": threading.Condition(lock)}
stock = {"milk": 0, "beans": 0}


def fetch(what):
    with bells[what]:
        while not stock[what]:
            bells[what].wait()
        stock[what] -= 1


def deliver(what):
    with bells[what]:
        stock[what] += 1
        bells[what].notify()


staff = [threading.Thread(target=fetch, args=(what,)) for what in ("milk", "beans")]
staff += [threading.Thread(target=deliver, args=(what,)) for what in ("milk", "beans")]
for each in staff:
    each.start()
for each in staff:
    each.join()
