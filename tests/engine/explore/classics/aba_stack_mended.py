"""A stack of trays without a lock around it: the top carries a number that never comes back."""

import threading


class Tray:
    def __init__(self, name, below):
        self.name = name
        self.below = below  # atomic


top = (0, None)  # atomic
word = threading.Lock()
for name in ("C", "B", "A"):
    top = (0, Tray(name, top[1]))
taken = []


def compare_and_swap(old, tray):
    global top
    with word:
        if top is old:
            top = (old[0] + 1, tray)
            return True
        return False


def pop():
    while True:
        old = top
        tray = old[1]
        if tray is None:
            return None
        if compare_and_swap(old, tray.below):
            return tray


def push(tray):
    while True:
        old = top
        tray.below = old[1]
        if compare_and_swap(old, tray):
            return


def take_one():
    taken.append(pop())


def rearrange():
    first = pop()
    taken.append(pop())
    if first is not None:
        push(first)


hands = [threading.Thread(target=take_one), threading.Thread(target=rearrange)]
for hand in hands:
    hand.start()
for hand in hands:
    hand.join()
assert len({id(tray) for tray in taken}) == 2
while (tray := pop()) is not None:
    assert tray not in taken, f"tray {tray.name} is in two places"
