"""threading, Lock: try, try with a timeout, release in finally."""

import threading
import time

lock = threading.Lock()
log = []


def holder():
    lock.acquire()
    try:
        time.sleep(5)
        log.append("held")
    finally:
        lock.release()


def impatient():
    time.sleep(1)
    assert not lock.acquire(blocking=False)
    assert not lock.acquire(timeout=1)
    assert lock.acquire(timeout=10)
    try:
        log.append("mine")
    finally:
        lock.release()


threads = [threading.Thread(target=holder), threading.Thread(target=impatient)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert log == ["held", "mine"]
