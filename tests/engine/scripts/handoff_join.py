import threading


class Result:
    pass


r = Result()


def w():
    r.value = 42
    r.items = [1, 2]


t = threading.Thread(target=w)
t.start()
t.join()
print(r.value, r.items)
ev = threading.Event()
box = {}


def w2():
    box["a"] = 1
    ev.set()


t = threading.Thread(target=w2)
t.start()
ev.wait()
print(box["a"])
t.join()
from concurrent.futures import ThreadPoolExecutor

st = {"n": 0}


def inc():
    st["n"] += 1
    return st["n"]


with ThreadPoolExecutor(1) as ex:
    print([f.result() for f in [ex.submit(inc) for _ in range(3)]])
print(st)
import queue

q = queue.Queue()


def p():
    for i in range(3):
        m = {"i": i}
        q.put(m)
    q.put(None)


t = threading.Thread(target=p)
t.start()
while (m := q.get()) is not None:
    m["seen"] = True
    print(m)
t.join()
