"""Two tokens on the hook; one who finds the oven cold goes home with his token."""

import threading

tokens = threading.Semaphore(1)
oven = {"hot": False}
lock = threading.Lock()


def bake():
    tokens.acquire()
    with lock:
        if not oven["hot"]:
            oven["hot"] = True
            return
    print("baked")
    tokens.release()


bakers = [threading.Thread(target=bake) for _ in range(2)]
for baker in bakers:
    baker.start()
for baker in bakers:
    baker.join()
