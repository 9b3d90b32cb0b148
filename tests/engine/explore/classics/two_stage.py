"""Order and bill, each under its own lock; between the two the one is there and the other is not."""

import threading

order_lock, bill_lock = threading.Lock(), threading.Lock()
ordered = 0
billed = 0


def take_order():
    global ordered, billed
    with order_lock:
        ordered = 1
    with bill_lock:
        billed = ordered * 4


def audit():
    with order_lock:
        n = ordered
    if n == 0:
        return
    with bill_lock:
        assert billed == n * 4, "ordered, but not on the bill"


clerk, auditor = threading.Thread(target=take_order), threading.Thread(target=audit)
clerk.start()
auditor.start()
clerk.join()
auditor.join()
