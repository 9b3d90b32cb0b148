"""Says that it is open before it has unlocked the door."""

import threading

config = {}
opened = threading.Event()


def load():
    opened.set()
    config["door"] = "unlocked"


def guest():
    opened.wait()
    print(config["door"])


staff = [threading.Thread(target=guest), threading.Thread(target=load)]
for each in staff:
    each.start()
for each in staff:
    each.join()
