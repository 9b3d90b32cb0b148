"""indexer(n) with a dict for each slot: `setdefault` is a compare-and-swap that Python documents as atomic."""

import sys
import threading

SIZE = 128
MESSAGES = 4
owners = [{} for _ in range(SIZE)]


def insert(thread):
    for m in range(1, MESSAGES + 1):
        message = m * 11 + thread
        slot = message * 7 % SIZE
        while owners[slot].setdefault("owner", message) != message:
            slot = (slot + 1) % SIZE


threads = [threading.Thread(target=insert, args=(number,)) for number in range(int(sys.argv[1]))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
