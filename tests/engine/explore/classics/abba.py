"""Two locks, taken one way round by one and the other way round by the other."""

import threading

mitt = threading.Lock()
tray = threading.Lock()
baked = []


def bread():
    with mitt:
        with tray:
            baked.append("bread")


def cake():
    with tray:
        with mitt:
            baked.append("cake")


bo, cy = threading.Thread(target=bread), threading.Thread(target=cake)
bo.start()
cy.start()
bo.join()
cy.join()
assert sorted(baked) == ["bread", "cake"]
