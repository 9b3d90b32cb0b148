"""A permit is given back in finally, taken or not; then there are more than there were."""

import threading

machines = threading.Semaphore(1)
using = 0
most = 0
lock = threading.Lock()


def job(timeout):
    global using, most
    try:
        if not machines.acquire(timeout=timeout):
            return
        with lock:
            using += 1
            most = max(most, using)
        with lock:
            using -= 1
    finally:
        machines.release()


threads = [threading.Thread(target=job, args=(0.1,)) for _ in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
assert most <= 1, f"{most} at one machine"
