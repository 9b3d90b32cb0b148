"""inc(n): each of n threads reads x and then writes it. (n!)² traces."""

import sys
import threading

x = 0


def inc():
    global x
    x += 1


threads = [threading.Thread(target=inc) for _ in range(int(sys.argv[1]))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
