import threading

NAME = "mod"
count = 0
lock = threading.Lock()


def helper():
    return f"help {NAME}"


def bump():
    global count
    with lock:
        count += 1
