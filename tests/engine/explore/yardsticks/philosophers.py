"""n philosophers, each left fork, then right fork. 3 and 7 traces for n = 2, 3, exactly one of them a deadlock."""

import sys
import threading

N = int(sys.argv[1])
forks = [threading.Lock() for _ in range(N)]


def dine(seat):
    with forks[seat]:
        with forks[(seat + 1) % N]:
            pass


threads = [threading.Thread(target=dine, args=(seat,)) for seat in range(N)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
