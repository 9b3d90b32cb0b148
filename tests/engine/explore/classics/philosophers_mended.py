"""Three at a round table, three forks; each takes the lower one first."""

from threading import Lock, Thread

SEATS = 3
forks = [Lock() for _ in range(SEATS)]


def dine(seat):
    low, high = sorted((seat, (seat + 1) % SEATS))
    with forks[low], forks[high]:
        print(seat, "eats")


guests = [Thread(target=dine, args=(seat,)) for seat in range(SEATS)]
for guest in guests:
    guest.start()
for guest in guests:
    guest.join()
