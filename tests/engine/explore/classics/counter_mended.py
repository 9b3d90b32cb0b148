"""A Counter for each line, put together by one."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor


def count(line):
    words = Counter()
    for word in line.split():
        words[word] += 1
    return words


with ThreadPoolExecutor(2) as pool:
    words = sum(pool.map(count, ["one latte", "one mocha"]), Counter())
assert words["one"] == 2, words
