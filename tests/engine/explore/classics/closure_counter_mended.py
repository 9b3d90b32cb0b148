"""A counter in a closure, with a lock beside it."""

import threading


def make_counter():
    count = 0
    lock = threading.Lock()

    def increment():
        nonlocal count
        with lock:
            count += 1
            return count

    return increment, lambda: count


def main():
    increment, value = make_counter()
    clerks = [threading.Thread(target=increment) for _ in range(2)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    assert value() == 2, value()


main()
