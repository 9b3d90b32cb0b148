"""Takes for granted that what was submitted first is done first."""

from concurrent.futures import ThreadPoolExecutor, as_completed


def square(n):
    return n * n


with ThreadPoolExecutor(max_workers=2) as pool:
    futures = [pool.submit(square, n) for n in (2, 3)]
    squares = [future.result() for future in as_completed(futures)]
assert squares == [4, 9], squares
