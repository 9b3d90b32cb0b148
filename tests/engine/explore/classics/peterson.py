"""Peterson's algorithm, with the two writes before the wait swapped."""

import threading

wants = [False, False]  # atomic
turn = 0  # atomic
inside = 0


def work(me):
    global turn, inside
    other = 1 - me
    turn = other
    wants[me] = True
    while wants[other] and turn == other:
        pass
    inside += 1
    assert inside == 1, "two at the oven"
    inside -= 1
    wants[me] = False


threads = [threading.Thread(target=work, args=(n,)) for n in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
