"""Waits for a helper with the lock in hand that the helper wants."""

import threading

lock = threading.Lock()
log = []


def helper():
    with lock:
        log.append("helped")


def boss():
    help_me = threading.Thread(target=helper)
    with lock:
        log.append("called")
        help_me.start()
        help_me.join()


boss()
