"""Takes it twice and gives it back twice."""

import threading

oven = threading.RLock()


def bake(pieces):
    with oven:
        if pieces > 1:
            with oven:
                print("big batch")


bakers = [threading.Thread(target=bake, args=(pieces,)) for pieces in (2, 1)]
for baker in bakers:
    baker.start()
for baker in bakers:
    baker.join()
