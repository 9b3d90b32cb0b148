"""concurrent.futures: submit, map in the order of its arguments."""

import time
from concurrent.futures import ThreadPoolExecutor


def slow(seconds):
    time.sleep(seconds)
    return seconds


with ThreadPoolExecutor(max_workers=1) as executor:
    assert executor.submit(pow, 323, 3).result() == 323**3
with ThreadPoolExecutor(max_workers=3) as executor:
    begun = time.monotonic()
    assert list(executor.map(slow, [3, 1, 2])) == [3, 1, 2]
    assert round(time.monotonic() - begun) == 3
