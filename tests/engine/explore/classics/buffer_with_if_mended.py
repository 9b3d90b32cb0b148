"""A shelf with one producer and two consumers: who is woken looks again."""

import threading

shelf = []
filled = threading.Condition()


def bake():
    for loaf in ("rye", "oat"):
        with filled:
            shelf.append(loaf)
            filled.notify()


def sell():
    with filled:
        while not shelf:
            filled.wait()
        print("sold", shelf.pop())


staff = [threading.Thread(target=sell), threading.Thread(target=sell), threading.Thread(target=bake)]
for each in staff:
    each.start()
for each in staff:
    each.join()
