import threading, time


class StoppableThread(threading.Thread):
    def __init__(self, *a, **k):
        super().__init__(*a, **k)
        self._halt = threading.Event()
        self._ret = None

    def run(self):
        try:
            if self._target is not None:
                self._ret = self._target(*self._args, **self._kwargs)
        finally:
            del self._target, self._args, self._kwargs

    def join(self, timeout=None):
        super().join(timeout)
        return self._ret


t = StoppableThread(target=lambda a, b: a + b, args=(1,), kwargs={"b": 2})
t.start()
print(t.join())


class ExcThread(threading.Thread):
    exc = None

    def run(self):
        try:
            super().run()
        except BaseException as e:
            self.exc = e

    def join(self, timeout=None):
        super().join(timeout)
        if self.exc:
            raise self.exc


t = ExcThread(target=lambda: 1 / 0)
t.start()
try:
    t.join()
except ZeroDivisionError as e:
    print("re-raised", e)


class Loc(threading.local):
    def __init__(self, v):
        self.v = v


l = Loc(5)


def f():
    l.v += 1
    out.append(l.v)


out = []
ts = [threading.Thread(target=f) for _ in range(2)]
[t.start() for t in ts]
[t.join() for t in ts]
print(out, l.v)


class Periodic(threading.Timer):
    def run(self):
        while not self.finished.wait(self.interval):
            self.function(*self.args)


n = []
p = Periodic(0.01, n.append, (1,))
p.start()
time.sleep(0.035)
p.cancel()
p.join()
print(len(n))


def rec(d):
    if d:
        t = threading.Thread(target=rec, args=(d - 1,))
        t.start()
        t.join()
        order.append(d)


order = []
rec(3)
print(order, threading.active_count())
b = threading.Barrier(2, timeout=0.01)
try:
    b.wait()
except threading.BrokenBarrierError:
    print("broken", b.broken)
