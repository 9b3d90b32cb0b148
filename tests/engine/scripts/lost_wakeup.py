# faults: deadlock@10,23
import threading, time

cond = threading.Condition()


def waiter():
    time.sleep(0.02)
    with cond:
        cond.wait()
    print("woken")


def notifier():
    with cond:
        cond.notify()


a = threading.Thread(target=waiter)
b = threading.Thread(target=notifier)
a.start()
b.start()
a.join()
b.join()
