"""A barrier made by hand and used twice: who is quick closes the second gate before the first is empty."""

import threading

PARTIES = 2


class Gate:
    def __init__(self):
        self.condition = threading.Condition()
        self.waiting = 0

    def wait(self):
        with self.condition:
            self.waiting += 1
            if self.waiting == PARTIES:
                self.waiting = 0
                self.condition.notify_all()
            while self.waiting != 0:
                self.condition.wait()


gate = Gate()


def bake():
    gate.wait()
    gate.wait()


bakers = [threading.Thread(target=bake) for _ in range(PARTIES)]
for baker in bakers:
    baker.start()
for baker in bakers:
    baker.join()
