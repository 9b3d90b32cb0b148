"""One token on the hook; it is hung back, whatever happens."""

import threading

tokens = threading.Semaphore(1)
oven = {"hot": False}
lock = threading.Lock()


def bake():
    with tokens:
        with lock:
            if not oven["hot"]:
                oven["hot"] = True
                return
        print("baked")


bakers = [threading.Thread(target=bake) for _ in range(2)]
for baker in bakers:
    baker.start()
for baker in bakers:
    baker.join()
