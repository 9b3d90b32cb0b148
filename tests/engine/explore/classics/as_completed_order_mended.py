"""Asks for the results in the order of the futures, not in that in which they come."""

from concurrent.futures import ThreadPoolExecutor


def square(n):
    return n * n


with ThreadPoolExecutor(max_workers=2) as pool:
    futures = [pool.submit(square, n) for n in (2, 3)]
    squares = [future.result() for future in futures]
assert squares == [4, 9], squares
