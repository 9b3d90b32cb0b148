"""Gives the lock back once."""

import threading

lock = threading.Lock()
flour = 1


def bake():
    global flour
    with lock:
        if not flour:
            return
        flour -= 1
    print("baked")


bakers = [threading.Thread(target=bake) for _ in range(2)]
for baker in bakers:
    baker.start()
for baker in bakers:
    baker.join()
