"""A Counter counts, but it takes no lock."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

words = Counter()


def count(line):
    for word in line.split():
        words[word] += 1


with ThreadPoolExecutor(2) as pool:
    list(pool.map(count, ["one latte", "one mocha"]))
assert words["one"] == 2, words
