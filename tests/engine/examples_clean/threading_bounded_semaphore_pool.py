"""threading, BoundedSemaphore: at most so many connections."""

import threading
import time

pool = threading.BoundedSemaphore(value=2)
guard = threading.Lock()
open_now = most = 0


def connect():
    global open_now, most
    with pool:
        with guard:
            open_now += 1
            most = max(most, open_now)
        time.sleep(1)
        with guard:
            open_now -= 1


threads = [threading.Thread(target=connect) for _ in range(5)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert most == 2
