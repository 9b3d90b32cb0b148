"""A list's append is one step: no lock needed to collect results."""

import threading

results = []


def work(n):
    results.append(n * n)


threads = [threading.Thread(target=work, args=(n,)) for n in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert sorted(results) == [0, 1, 4]
