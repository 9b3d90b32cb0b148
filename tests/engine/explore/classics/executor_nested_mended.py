"""What the jobs of one pool wait for is done in another."""

from concurrent.futures import ThreadPoolExecutor

pool = ThreadPoolExecutor(2)
fillings = ThreadPoolExecutor(1)


def filling():
    return "jam"


def cake(name):
    return name + " with " + fillings.submit(filling).result()


cakes = [pool.submit(cake, name) for name in ("sponge", "roll")]
for each in cakes:
    print(each.result())
