# faults: deadlock@8,14
import threading

ev = threading.Event()


def w():
    ev.wait()
    print("go")


t = threading.Thread(target=w)
t.start()
t.join()
ev.set()
