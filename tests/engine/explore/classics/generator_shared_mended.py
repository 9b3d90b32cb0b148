"""A ticket line as a generator, asked by one at a time."""

import threading

lock = threading.Lock()


def numbers():
    n = 0
    while True:
        n += 1
        yield n


line = numbers()
drawn = []


def draw():
    with lock:
        drawn.append(next(line))


threads = [threading.Thread(target=draw) for _ in range(2)]
for each in threads:
    each.start()
for each in threads:
    each.join()
assert sorted(drawn) == [1, 2], drawn
