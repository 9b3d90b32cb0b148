"""One list, and each thread has its own place in it."""

import threading

results = [0] * 3


def work(n):
    for _ in range(2):
        results[n] += n


threads = [threading.Thread(target=work, args=(n,)) for n in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert results == [0, 2, 4]
