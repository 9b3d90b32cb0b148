import threading, time, collections, functools, contextlib


def synchronized(f):
    lock = threading.RLock()

    @functools.wraps(f)
    def w(*a, **k):
        with lock:
            return f(*a, **k)

    return w


class Counter:
    def __init__(self):
        self.value = 0

    @synchronized
    def inc(self):
        self.value += 1
        return self.value


class LRU:
    def __init__(self, n):
        self.n = n
        self.d = collections.OrderedDict()
        self.l = threading.Lock()

    def get(self, k):
        with self.l:
            if k in self.d:
                self.d.move_to_end(k)
                return self.d[k]

    def put(self, k, v):
        with self.l:
            self.d[k] = v
            if len(self.d) > self.n:
                self.d.popitem(last=False)


class Pool:
    def __init__(self, n):
        self.sem = threading.Semaphore(n)
        self.free = [f"conn{i}" for i in range(n)]
        self.lock = threading.Lock()

    @contextlib.contextmanager
    def conn(self):
        self.sem.acquire()
        with self.lock:
            c = self.free.pop()
        try:
            yield c
        finally:
            with self.lock:
                self.free.append(c)
            self.sem.release()


c = Counter()
lru = LRU(2)
pool = Pool(2)
used = []


def w(i):
    for _ in range(3):
        c.inc()
    lru.put(i, i * i)
    lru.get(0)
    with pool.conn() as x:
        time.sleep(0.002)
        used.append(x)


ts = [threading.Thread(target=w, args=(i,)) for i in range(4)]
[t.start() for t in ts]
[t.join() for t in ts]
print(c.value, len(lru.d), len(used), sorted(pool.free))


class Once:
    def __init__(self):
        self._once = threading.Lock()
        self._v = None

    @property
    def v(self):
        if self._v is None:
            with self._once:
                if self._v is None:
                    self._v = object()
        return self._v
