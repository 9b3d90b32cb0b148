"""What the pool is to do is waited for before it is left."""

from multiprocessing.pool import ThreadPool


def roast(beans):
    return beans + " roasted"


with ThreadPool(2) as pool:
    roasting = pool.map_async(roast, ["arabica", "robusta"])
    roasted = roasting.get()

print(roasted)
