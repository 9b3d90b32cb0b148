"""Asks again and again, until it is so. It is a waste, but it is right."""

import threading

ready = False  # atomic
dough = None


def knead():
    global ready, dough
    dough = "rye"
    ready = True


def bake():
    while not ready:
        pass
    assert dough == "rye"


staff = [threading.Thread(target=bake), threading.Thread(target=knead)]
for each in staff:
    each.start()
for each in staff:
    each.join()
