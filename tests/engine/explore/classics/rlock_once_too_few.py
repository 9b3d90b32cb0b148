"""Takes it twice and gives it back once."""

import threading

oven = threading.RLock()


def bake(pieces):
    oven.acquire()
    if pieces > 1:
        oven.acquire()
        print("big batch")
    oven.release()


bakers = [threading.Thread(target=bake, args=(pieces,)) for pieces in (2, 1)]
for baker in bakers:
    baker.start()
for baker in bakers:
    baker.join()
