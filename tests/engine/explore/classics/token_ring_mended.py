"""Each station copies the token of the one before it, once that one has rung."""

import threading

token = [0, 0, 0]
done = [threading.Event() for _ in token]


def first():
    token[0] = token[2] + 1
    done[0].set()


def copy(station):
    done[station - 1].wait()
    token[station] = token[station - 1]
    done[station].set()


ring = [threading.Thread(target=first)] + [threading.Thread(target=copy, args=(n,)) for n in (1, 2)]
for station in ring:
    station.start()
for station in ring:
    station.join()
assert token == [1, 1, 1], token
