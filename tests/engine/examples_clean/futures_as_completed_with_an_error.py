"""concurrent.futures: a dict from future to job, one of them failing, and that dealt with."""

import concurrent.futures
import time

PAGES = {"one": 2, "two": 1, "broken": 3}


def load(name, timeout):
    time.sleep(min(PAGES[name], timeout))
    if name == "broken":
        raise ConnectionError("no such page")
    return name.upper()


found, failed = [], []
with concurrent.futures.ThreadPoolExecutor(max_workers=5) as executor:
    futures = {executor.submit(load, name, 60): name for name in PAGES}
    for future in concurrent.futures.as_completed(futures):
        name = futures[future]
        try:
            found.append(future.result())
        except ConnectionError:
            failed.append(name)
assert found == ["TWO", "ONE"]
assert failed == ["broken"]
