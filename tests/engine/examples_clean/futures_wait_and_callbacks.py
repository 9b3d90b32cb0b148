"""concurrent.futures: wait for the first, callbacks, cancelling what has not begun."""

import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

called = []


def slow(seconds):
    time.sleep(seconds)
    return seconds


with ThreadPoolExecutor(max_workers=2) as executor:
    futures = [executor.submit(slow, n) for n in (3, 1, 2)]
    for future in futures:
        future.add_done_callback(lambda future: called.append(future.result()))
    done, not_done = wait(futures, return_when=FIRST_COMPLETED)
    assert {f.result() for f in done} == {1}
    done, not_done = wait(futures)
    assert not not_done
assert sorted(called) == [1, 2, 3]

with ThreadPoolExecutor(max_workers=1) as executor:
    first = executor.submit(slow, 2)
    second = executor.submit(slow, 2)
    assert second.cancel()
    assert first.result() == 2
assert second.cancelled()
