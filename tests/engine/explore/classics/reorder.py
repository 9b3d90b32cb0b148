"""Two writes that belong together, and somebody who looks between them."""

import threading

cups = 0
saucers = 0


def lay_table():
    global cups, saucers
    cups = 1
    saucers = 1


def check():
    assert cups == saucers, "a cup without a saucer"


waiter, host = threading.Thread(target=lay_table), threading.Thread(target=check)
waiter.start()
host.start()
waiter.join()
host.join()
