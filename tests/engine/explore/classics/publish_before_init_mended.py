"""Unlocks the door, then says that it is open."""

import threading

config = {}
opened = threading.Event()


def load():
    config["door"] = "unlocked"
    opened.set()


def guest():
    opened.wait()
    print(config["door"])


staff = [threading.Thread(target=guest), threading.Thread(target=load)]
for each in staff:
    each.start()
for each in staff:
    each.join()
