# faults: exception@6
import threading


def w(n):
    return 10 / n


ts = [threading.Thread(target=w, args=(n,)) for n in (1, 0)]
[t.start() for t in ts]
[t.join() for t in ts]
print("main goes on")
