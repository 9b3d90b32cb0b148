"""A lock made of a swap, which is guarded; who gives it back does not ask the guard, and may do so in the middle of a
swap: then it stays taken for ever.
"""

import threading


class SwapLock:
    def __init__(self):
        self.taken = False  # atomic
        self.guard = threading.Lock()

    def swap(self, new):
        with self.guard:
            old, self.taken = self.taken, new
            return old

    def acquire(self):
        while self.swap(True):
            pass

    def release(self):
        self.taken = False


oven = SwapLock()
baked = 0


def bake():
    global baked
    oven.acquire()
    baked += 1
    oven.release()


bakers = [threading.Thread(target=bake) for _ in range(2)]
for baker in bakers:
    baker.start()
for baker in bakers:
    baker.join()
assert baked == 2, baked
