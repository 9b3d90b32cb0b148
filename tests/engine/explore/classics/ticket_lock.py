"""Draw a number, wait until it is called. Two guests may draw the same one."""

import threading

next_number = 0  # atomic
now_serving = 0  # atomic
at_counter = 0


def guest():
    global next_number, now_serving, at_counter
    mine = next_number
    next_number = mine + 1
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
