"""The shout comes before anybody listens."""

import threading

dough_ready = threading.Condition()


def knead():
    with dough_ready:
        dough_ready.notify()


def bake():
    with dough_ready:
        dough_ready.wait()
        print("into the oven")


baker, kneader = threading.Thread(target=bake), threading.Thread(target=knead)
baker.start()
kneader.start()
baker.join()
kneader.join()
