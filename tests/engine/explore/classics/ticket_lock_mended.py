"""Draw a number, wait until it is called. One draws at a time."""

import threading

roll = threading.Lock()
next_number = 0
now_serving = 0  # atomic
at_counter = 0


def draw():
    global next_number
    with roll:
        next_number += 1
        return next_number - 1


def guest():
    global now_serving, at_counter
    mine = draw()
    while now_serving != mine:
        pass
    at_counter += 1
    assert at_counter == 1, "two at the counter"
    at_counter -= 1
    now_serving = mine + 1


guests = [threading.Thread(target=guest) for _ in range(2)]
for each in guests:
    each.start()
for each in guests:
    each.join()
