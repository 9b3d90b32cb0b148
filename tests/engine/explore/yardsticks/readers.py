"""readers(n): one writes x, n read it. 2ⁿ traces."""

import sys
import threading

x = 0


def write():
    global x
    x = 1


def read():
    here = x
    return here


threads = [threading.Thread(target=write)]
threads += [threading.Thread(target=read) for _ in range(int(sys.argv[1]))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
