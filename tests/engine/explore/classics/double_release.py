"""Gives the lock back early, and once more in the end: by then it may be another's."""

import threading

lock = threading.Lock()
flour = 1


def bake():
    global flour
    lock.acquire()
    try:
        if flour:
            flour -= 1
            lock.release()
            print("baked")
            return
    finally:
        if lock.locked():
            lock.release()


bakers = [threading.Thread(target=bake) for _ in range(2)]
for baker in bakers:
    baker.start()
for baker in bakers:
    baker.join()
