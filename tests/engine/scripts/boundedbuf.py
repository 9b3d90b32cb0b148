import threading, collections, time


class BoundedBuffer:
    def __init__(self, capacity):
        self.capacity = capacity
        self.items = collections.deque()
        self.lock = threading.Lock()
        self.not_full = threading.Condition(self.lock)
        self.not_empty = threading.Condition(self.lock)

    def put(self, item):
        with self.not_full:
            while len(self.items) >= self.capacity:
                self.not_full.wait()
            self.items.append(item)
            self.not_empty.notify()

    def get(self):
        with self.not_empty:
            while not self.items:
                self.not_empty.wait()
            item = self.items.popleft()
            self.not_full.notify()
            return item


buf = BoundedBuffer(2)
out = []


def prod(base):
    for i in range(5):
        buf.put(base + i)
        time.sleep(0.003)


def cons(n):
    for _ in range(n):
        out.append(buf.get())
        time.sleep(0.005)


ts = [
    threading.Thread(target=prod, args=(100,)),
    threading.Thread(target=prod, args=(200,)),
    threading.Thread(target=cons, args=(10,)),
]
[t.start() for t in ts]
[t.join() for t in ts]
print(sorted(out), len(out))
