"""lockinc(n): the same, each inside one lock. n! traces."""

import sys
import threading

x = 0
lock = threading.Lock()


def inc():
    global x
    with lock:
        x += 1


threads = [threading.Thread(target=inc) for _ in range(int(sys.argv[1]))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
