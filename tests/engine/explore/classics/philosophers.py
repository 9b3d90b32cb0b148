"""Three at a round table, three forks; each takes the left one, then the right one."""

from threading import Lock, Thread

SEATS = 3
forks = [Lock() for _ in range(SEATS)]


def dine(seat):
    left, right = forks[seat], forks[(seat + 1) % SEATS]
    with left, right:
        print(seat, "eats")


guests = [Thread(target=dine, args=(seat,)) for seat in range(SEATS)]
for guest in guests:
    guest.start()
for guest in guests:
    guest.join()
