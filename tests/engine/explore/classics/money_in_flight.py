"""Each step is locked; the sum in between is not."""

import threading

lock = threading.Lock()
till, safe = 100, 0


def carry(amount):
    global till, safe
    with lock:
        till -= amount
    # on the way
    with lock:
        safe += amount


def count():
    with lock:
        total = till + safe
    assert total == 100, f"{100 - total} are missing"


carrier, auditor = threading.Thread(target=carry, args=(40,)), threading.Thread(target=count)
carrier.start()
auditor.start()
carrier.join()
auditor.join()
