import threading, queue, time, random

random.seed(3)
SENTINEL = object()


class Producer(threading.Thread):
    def __init__(self, q, n, name):
        super().__init__(name=name)
        self.q = q
        self.n = n

    def run(self):
        for i in range(self.n):
            time.sleep(0.01)
            self.q.put((self.name, i))
        self.q.put(SENTINEL)


class Consumer(threading.Thread):
    def __init__(self, q):
        threading.Thread.__init__(self)
        self.q = q
        self.got = []

    def run(self):
        while True:
            item = self.q.get()
            try:
                if item is SENTINEL:
                    break
                self.got.append(item)
                print(f"{self.q.qsize()=} {item!r}")
            finally:
                self.q.task_done()


q = queue.Queue(maxsize=3)
p = Producer(q, 4, "prod-1")
c = Consumer(q)
p.start()
c.start()
p.join()
q.join()
c.join()
print(len(c.got), c.got[-1], q.empty())
