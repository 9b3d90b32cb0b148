import threading, time, collections


class SlidingWindow:
    def __init__(self, n, per):
        self.n, self.per = n, per
        self.calls = collections.deque()
        self.lock = threading.Lock()

    def __call__(self, f):
        def wrap(*a):
            while True:
                with self.lock:
                    now = time.time()
                    while self.calls and self.calls[0] <= now - self.per:
                        self.calls.popleft()
                    if len(self.calls) < self.n:
                        self.calls.append(now)
                        break
                    pause = self.calls[0] + self.per - now
                time.sleep(max(pause, 0))
            return f(*a)

        return wrap


@SlidingWindow(2, 0.02)
def hit(i):
    return i


t0 = time.time()
ts = [threading.Thread(target=lambda i=i: out.append(hit(i))) for i in range(6)]
out = []
[t.start() for t in ts]
[t.join() for t in ts]
print(sorted(out), 0.03 < time.time() - t0 < 0.2)


class RateLimiter:
    def __init__(self, calls_per_second):
        self.interval = 1.0 / calls_per_second
        self.last = 0.0
        self.lock = threading.Lock()

    def wait(self):
        with self.lock:
            elapsed = time.monotonic() - self.last
            if elapsed < self.interval:
                time.sleep(self.interval - elapsed)
            self.last = time.monotonic()


rl = RateLimiter(300)
for i in range(4):
    rl.wait()
print("done")
