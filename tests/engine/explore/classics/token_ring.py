"""Each station copies the token of the one before it; nobody waits for the one before it."""

import threading

token = [0, 0, 0]


def first():
    token[0] = token[2] + 1


def copy(station):
    token[station] = token[station - 1]


ring = [threading.Thread(target=first)] + [threading.Thread(target=copy, args=(n,)) for n in (1, 2)]
for station in ring:
    station.start()
for station in ring:
    station.join()
assert token == [1, 1, 1], token
