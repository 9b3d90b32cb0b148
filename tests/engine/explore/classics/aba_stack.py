"""A stack of trays without a lock around it: compares the top and swaps it. The same tray is back, what lies under it is not."""

import threading


class Tray:
    def __init__(self, name, below):
        self.name = name
        self.below = below  # atomic


top = None  # atomic
word = threading.Lock()
for name in ("C", "B", "A"):
    top = Tray(name, top)
taken = []


def compare_and_swap(old, new):
    global top
    with word:
        if top is old:
            top = new
            return True
        return False


def pop():
    while True:
        old = top
        if old is None:
            return None
        if compare_and_swap(old, old.below):
            return old


def push(tray):
    while True:
        tray.below = top
        if compare_and_swap(tray.below, tray):
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
