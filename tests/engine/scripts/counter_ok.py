import threading

counter = 0
lock = threading.Lock()


def increment():
    global counter
    for _ in range(1000):
        with lock:
            counter += 1


def increment2():
    global counter
    for _ in range(1000):
        lock.acquire()
        try:
            counter += 1
        finally:
            lock.release()


ts = [threading.Thread(target=f) for f in (increment, increment2)]
for t in ts:
    t.start()
for t in ts:
    t.join()
print(counter)
