import threading, time


class RWLock:
    def __init__(self):
        self._readers = 0
        self._cond = threading.Condition()
        self._writer = False

    def acquire_read(self):
        with self._cond:
            self._cond.wait_for(lambda: not self._writer)
            self._readers += 1

    def release_read(self):
        with self._cond:
            self._readers -= 1
            if self._readers == 0:
                self._cond.notify_all()

    def acquire_write(self):
        with self._cond:
            self._cond.wait_for(lambda: not self._writer and self._readers == 0)
            self._writer = True

    def release_write(self):
        with self._cond:
            self._writer = False
            self._cond.notify_all()


rw = RWLock()
data = {"v": 0}
log = []


def reader(i):
    time.sleep(0.004 * i)
    rw.acquire_read()
    try:
        time.sleep(0.005)
        log.append(data["v"])
    finally:
        rw.release_read()


def writer():
    for _ in range(2):
        rw.acquire_write()
        try:
            v = data["v"]
            time.sleep(0.003)
            data["v"] = v + 1
        finally:
            rw.release_write()
        time.sleep(0.01)


ts = [threading.Thread(target=reader, args=(i,)) for i in range(4)] + [threading.Thread(target=writer)]
for t in ts:
    t.start()
for t in ts:
    t.join()
print(data, len(log))
