import threading, time, sys

loc = threading.local()


def work(n):
    loc.x = n
    time.sleep(0.002)
    print(n, loc.x, threading.current_thread().name, threading.current_thread().daemon)


ts = []
for i in range(3):
    t = threading.Thread(target=work, args=[i], name="T%d" % i)
    ts.append(t)
    t.start()
    t.join()
print(
    hasattr(loc, "x"),
    threading.main_thread() is threading.current_thread(),
    threading.active_count(),
    [t.is_alive() for t in ts],
)
timer = threading.Timer(0.01, lambda *a, **k: print("fired", a, k), args=[1], kwargs={"z": 2})
timer.start()
timer.join()
t2 = threading.Timer(5, print)
t2.start()
t2.cancel()
t2.join()
print(t2.finished.is_set())
ev = threading.Event()


def waiter():
    print("waiting", ev.wait(0.005))
    print(ev.wait())


w = threading.Thread(target=waiter, daemon=True)
w.start()
time.sleep(0.02)
ev.set()
w.join()
bar = threading.Barrier(3, action=lambda: print("all here"))
res = []


def b(i):
    time.sleep(i * 0.003)
    r = bar.wait()
    res.append(r)


ts = [threading.Thread(target=b, args=(i,)) for i in range(3)]
[t.start() for t in ts]
[t.join() for t in ts]
print(sorted(res), bar.n_waiting, bar.broken)
sem = threading.BoundedSemaphore(2)
with sem:
    print(sem.acquire(blocking=False), sem.acquire(blocking=False))
    sem.release()
try:
    sem.release()
except ValueError as e:
    print(e)
l = threading.Lock()
l.acquire()
print(l.locked(), l.acquire(timeout=0.01), l.acquire(False))
l.release()
try:
    l.release()
except RuntimeError as e:
    print(e)
try:
    threading.Thread(target=print).join()
except RuntimeError as e:
    print(e)
t = threading.Thread(target=print, args=("hi",))
t.start()
t.join()
try:
    t.start()
except RuntimeError as e:
    print(e)
c = threading.Condition()
try:
    c.notify()
except RuntimeError as e:
    print(e)


def excepthook(args):
    print("hook", args.exc_type.__name__, args.exc_value, args.thread.name)


threading.excepthook = excepthook


def boom():
    raise KeyError("boom")


t = threading.Thread(target=boom, name="boomer")
t.start()
t.join()
print(
    repr(threading.current_thread())[:12],
    threading.get_ident() == threading.main_thread().ident,
    [t.name for t in threading.enumerate()],
)
