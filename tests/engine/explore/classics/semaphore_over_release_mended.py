"""A permit is given back in finally, if it was taken."""

import threading

machines = threading.Semaphore(1)
using = 0
most = 0
lock = threading.Lock()


def job(timeout):
    global using, most
    try:
        taken = machines.acquire(timeout=timeout)
        if not taken:
            return
        with lock:
            using += 1
            most = max(most, using)
        with lock:
            using -= 1
    finally:
        if taken:
            machines.release()


threads = [threading.Thread(target=job, args=(0.1,)) for _ in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
assert most <= 1, f"{most} at one machine"
