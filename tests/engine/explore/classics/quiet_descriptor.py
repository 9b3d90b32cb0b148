"""A descriptor keeps its value in the object's own dictionary, under its own name, and its lock around both ways to it."""

import threading


class Guarded:
    def __init__(self):
        self.lock = threading.Lock()

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, pantry, owner=None):
        with self.lock:
            return pantry.__dict__[self.name]

    def __set__(self, pantry, value):
        with self.lock:
            pantry.__dict__[self.name] = value


class Pantry:
    milk = Guarded()


pantry = Pantry()
pantry.milk = 9


def fill():
    pantry.milk = 12


def look():
    assert pantry.milk in (9, 12)


staff = [threading.Thread(target=fill), threading.Thread(target=look)]
for each in staff:
    each.start()
for each in staff:
    each.join()
