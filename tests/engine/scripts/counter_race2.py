# faults: data-race@10,10
import threading


class Counter:
    def __init__(self):
        self.value = 0

    def increment(self):
        self.value += 1


c = Counter()


def work():
    for _ in range(10):
        c.increment()


ts = [threading.Thread(target=work) for _ in range(2)]
for t in ts:
    t.start()
for t in ts:
    t.join()
print(c.value)
