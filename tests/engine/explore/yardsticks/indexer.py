"""indexer(n): n threads put 4 messages each into one hash table of 128, with compare-and-swap on each slot.

Up to 11 threads no two messages meet, so there is 1 trace; 8 for 12 threads, 64 for 13 (Flanagan, Godefroid 2005, figure 1).
"""

import sys
import threading

SIZE = 128
MESSAGES = 4
table = [0] * SIZE
words = [threading.Lock() for _ in range(SIZE)]


def compare_and_swap(slot, old, new):
    with words[slot]:
        if table[slot] != old:
            return False
        table[slot] = new
        return True


def insert(thread):
    for m in range(1, MESSAGES + 1):
        message = m * 11 + thread
        slot = message * 7 % SIZE
        while not compare_and_swap(slot, 0, message):
            slot = (slot + 1) % SIZE


threads = [threading.Thread(target=insert, args=(number,)) for number in range(int(sys.argv[1]))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
