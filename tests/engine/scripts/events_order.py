import threading, time


class Traffic:
    def __init__(self):
        self.green = threading.Event()
        self.log = []
        self.lock = threading.Lock()

    def car(self, i):
        time.sleep(0.002 * i)
        self.green.wait()
        with self.lock:
            self.log.append(i)

    def light(self):
        for _ in range(2):
            time.sleep(0.005)
            self.green.set()
            time.sleep(0.005)
            self.green.clear()


t = Traffic()
cars = [threading.Thread(target=t.car, args=(i,)) for i in range(4)]
l = threading.Thread(target=t.light)
for x in [l, *cars]:
    x.start()
for x in [l, *cars]:
    x.join()
print(sorted(t.log))


def ping():
    for i in range(3):
        a.acquire()
        print("ping", i)
        b.release()


def pong():
    for i in range(3):
        b.acquire()
        print("pong", i)
        a.release()


a, b = threading.Semaphore(1), threading.Semaphore(0)
x, y = threading.Thread(target=ping), threading.Thread(target=pong)
x.start()
y.start()
x.join()
y.join()
turn = 0
cv = threading.Condition()


def printer(me):
    global turn
    for i in range(2):
        with cv:
            while turn != me:
                cv.wait()
            print("ABC"[me], i)
            turn = (turn + 1) % 3
            cv.notify_all()


ts = [threading.Thread(target=printer, args=(i,)) for i in range(3)]
[t.start() for t in ts]
[t.join() for t in ts]
