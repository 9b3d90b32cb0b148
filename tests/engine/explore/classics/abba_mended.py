"""Two locks, taken in one order by all."""

import threading

mitt = threading.Lock()
tray = threading.Lock()
baked = []


def bread():
    with mitt:
        with tray:
            baked.append("bread")


def cake():
    with mitt:
        with tray:
            baked.append("cake")


bo, cy = threading.Thread(target=bread), threading.Thread(target=cake)
bo.start()
cy.start()
bo.join()
cy.join()
assert sorted(baked) == ["bread", "cake"]
