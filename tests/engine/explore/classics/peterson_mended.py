"""Peterson's algorithm: say that you want to, let the other go first, wait."""

import threading

wants = [False, False]  # atomic
turn = 0  # atomic
inside = 0


def work(me):
    global turn, inside
    other = 1 - me
    wants[me] = True
    turn = other
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
