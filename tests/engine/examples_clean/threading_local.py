"""threading, local: the same name, another value in each thread."""

import threading

mine = threading.local()
mine.number = 0
seen = []


def work_on(number):
    mine.number = number
    mine.number += 1
    seen.append(mine.number)


threads = [threading.Thread(target=work_on, args=(n,)) for n in (10, 20)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert mine.number == 0
assert sorted(seen) == [11, 21]
