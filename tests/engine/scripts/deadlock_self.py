# faults: deadlock@13
import threading

l = threading.Lock()


def outer():
    with l:
        inner()


def inner():
    with l:
        print("never")


outer()
