"""Results come through futures: each is read after it was written."""

from concurrent.futures import ThreadPoolExecutor, as_completed

box = {}


def make(name):
    cup = {"name": name}
    cup["full"] = True
    return cup


with ThreadPoolExecutor(2) as pool:
    for future in as_completed([pool.submit(make, name) for name in ("latte", "mocha")]):
        cup = future.result()
        cup["served"] = True
        box[cup["name"]] = cup
assert all(cup["served"] for cup in box.values())
