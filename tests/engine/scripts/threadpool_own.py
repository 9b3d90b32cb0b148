import threading, queue, functools, time


class Task:
    def __init__(self, fn, *a, **k):
        self.fn, self.a, self.k = fn, a, k
        self.ev = threading.Event()
        self.result = self.exc = None

    def run(self):
        try:
            self.result = self.fn(*self.a, **self.k)
        except Exception as e:
            self.exc = e
        finally:
            self.ev.set()

    def get(self, timeout=None):
        if not self.ev.wait(timeout):
            raise TimeoutError
        if self.exc:
            raise self.exc
        return self.result


class Pool:
    def __init__(self, n):
        self.q = queue.Queue()
        self.ts = [threading.Thread(target=self._loop, name=f"W{i}", daemon=True) for i in range(n)]
        for t in self.ts:
            t.start()

    def _loop(self):
        for task in iter(self.q.get, None):
            task.run()

    def submit(self, fn, *a, **k):
        t = Task(fn, *a, **k)
        self.q.put(t)
        return t

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        for _ in self.ts:
            self.q.put(None)
        for t in self.ts:
            t.join()


with Pool(2) as p:
    ts = [p.submit(pow, 2, i) for i in range(4)]
    bad = p.submit(int, "x")
    slow = p.submit(time.sleep, 0.02)
    print([t.get() for t in ts])
    try:
        bad.get()
    except ValueError as e:
        print(e)
    try:
        slow.get(0.001)
    except TimeoutError:
        print("timeout")
print([t.is_alive() for t in p.ts])
