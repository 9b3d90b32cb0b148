"""The shout comes with something to see."""

import threading

dough_ready = threading.Condition()
dough = 0


def knead():
    global dough
    with dough_ready:
        dough += 1
        dough_ready.notify()


def bake():
    with dough_ready:
        dough_ready.wait_for(lambda: dough)
        print("into the oven")


baker, kneader = threading.Thread(target=bake), threading.Thread(target=knead)
baker.start()
kneader.start()
baker.join()
kneader.join()
