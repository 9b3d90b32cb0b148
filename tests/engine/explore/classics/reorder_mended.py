"""Two writes that belong together, done together."""

import threading

cups = 0
saucers = 0
table = threading.Lock()


def lay_table():
    global cups, saucers
    with table:
        cups = 1
        saucers = 1


def check():
    with table:
        assert cups == saucers, "a cup without a saucer"


waiter, host = threading.Thread(target=lay_table), threading.Thread(target=check)
waiter.start()
host.start()
waiter.join()
host.join()
