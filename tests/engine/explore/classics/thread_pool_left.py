"""The end of `with` terminates a pool of threads: what nobody has begun by then is never done, and is waited for."""

from multiprocessing.pool import ThreadPool


def roast(beans):
    return beans + " roasted"


with ThreadPool(2) as pool:
    roasting = pool.map_async(roast, ["arabica", "robusta"])

print(roasting.get())
