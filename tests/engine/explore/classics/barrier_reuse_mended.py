"""A barrier made by hand and used twice: each round has a number."""

import threading

PARTIES = 2


class Gate:
    def __init__(self):
        self.condition = threading.Condition()
        self.waiting = 0
        self.round = 0

    def wait(self):
        with self.condition:
            mine = self.round
            self.waiting += 1
            if self.waiting == PARTIES:
                self.waiting = 0
                self.round += 1
                self.condition.notify_all()
            while self.round == mine:
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
