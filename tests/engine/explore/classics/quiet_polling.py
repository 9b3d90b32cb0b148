"""Looks every now and then whether it is time to stop."""

import threading

stop = threading.Event()
beats = 0


def beat():
    global beats
    while not stop.wait(0.1):
        beats += 1


heart = threading.Thread(target=beat)
heart.start()
stop.set()
heart.join()
print(beats >= 0)
