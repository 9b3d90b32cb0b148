"""Two tokens, two bakers, each needs both; one at a time collects."""

import threading

tokens = threading.Semaphore(2)
collecting = threading.Lock()


def bake():
    with collecting:
        tokens.acquire()
        tokens.acquire()
    print("a big tray")
    tokens.release()
    tokens.release()


bakers = [threading.Thread(target=bake) for _ in range(2)]
for baker in bakers:
    baker.start()
for baker in bakers:
    baker.join()
