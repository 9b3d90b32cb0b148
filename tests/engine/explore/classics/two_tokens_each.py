"""Two tokens, two bakers, each needs both and takes them one by one."""

import threading

tokens = threading.Semaphore(2)


def bake():
    with tokens:
        with tokens:
            print("a big tray")


bakers = [threading.Thread(target=bake) for _ in range(2)]
for baker in bakers:
    baker.start()
for baker in bakers:
    baker.join()
