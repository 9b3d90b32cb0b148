"""One waits for milk, one for beans, both at one bell; a single ring may wake the wrong one."""

import threading

bell = threading.Condition()
stock = {"milk": 0, "beans": 0}


def fetch(what):
    with bell:
        while not stock[what]:
            bell.wait()
        stock[what] -= 1


def deliver(what):
    with bell:
        stock[what] += 1
        bell.notify()


staff = [threading.Thread(target=fetch, args=(what,)) for what in ("milk", "beans")]
staff += [threading.Thread(target=deliver, args=(what,)) for what in ("milk", "beans")]
for each in staff:
    each.start()
for each in staff:
    each.join()
