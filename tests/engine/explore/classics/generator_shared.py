"""A ticket line as a generator: whoever asks while another is being served is turned away with an error."""

import threading

lock = threading.Lock()


def numbers():
    n = 0
    while True:
        with lock:
            n += 1
        yield n


line = numbers()
drawn = []


def draw():
    drawn.append(next(line))


threads = [threading.Thread(target=draw) for _ in range(2)]
for each in threads:
    each.start()
for each in threads:
    each.join()
