"""Room for one on the shelf. Bakers and sellers wait in one line, and each call wakes one of them, whoever it is."""

import threading

shelf = []
changed = threading.Condition()


def bake(loaf):
    with changed:
        while len(shelf) == 1:
            changed.wait()
        shelf.append(loaf)
        changed.notify()


def sell():
    with changed:
        while not shelf:
            changed.wait()
        shelf.pop()
        changed.notify()


staff = [threading.Thread(target=sell) for _ in range(2)]
staff += [threading.Thread(target=bake, args=(loaf,)) for loaf in ("rye", "oat")]
for each in staff:
    each.start()
for each in staff:
    each.join()
assert shelf == []
