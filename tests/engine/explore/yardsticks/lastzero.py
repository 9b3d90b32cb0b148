"""lastzero(n): n threads each set one element from the one before it; another looks for the last zero. 5, 12, 28 traces for n = 2, 3, 4."""

import sys
import threading

N = int(sys.argv[1])
array = [0] * (N + 1)


def look():
    i = N
    while array[i] != 0:
        i -= 1


def step(j):
    array[j] = array[j - 1] + 1


threads = [threading.Thread(target=look)]
threads += [threading.Thread(target=step, args=(j,)) for j in range(1, N + 1)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
