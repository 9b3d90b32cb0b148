"""Each customer's points have a lock of their own; who adds them all up takes one after the other."""

import threading

points = {"mia": 1, "ben": 2}
locks = {name: threading.Lock() for name in points}
totals = []


def reward(name):
    with locks[name]:
        points[name] += 10


def report():
    total = 0
    for name in sorted(points):
        with locks[name]:
            total += points[name]
    totals.append(total)


staff = [threading.Thread(target=reward, args=("mia",)), threading.Thread(target=report)]
for each in staff:
    each.start()
for each in staff:
    each.join()
assert points == {"mia": 11, "ben": 2} and totals[0] in (3, 13)
