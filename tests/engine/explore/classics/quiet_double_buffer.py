"""A queue of one hands over a list; whoever has it may do with it what he likes."""

import queue
import threading

hatch = queue.Queue(maxsize=1)
done = queue.Queue()


def write():
    for n in range(2):
        tray = []
        tray.append(n)
        tray[0] += 1
        hatch.put(tray)
    hatch.put(None)


def read():
    while (tray := hatch.get()) is not None:
        tray[0] *= 2
        done.put(tray)


staff = [threading.Thread(target=write), threading.Thread(target=read)]
for each in staff:
    each.start()
for each in staff:
    each.join()
assert [done.get()[0], done.get()[0]] == [2, 4]
