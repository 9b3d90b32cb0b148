"""Jobs of a pool wait for jobs of the same pool; when all its workers wait, nobody works."""

from concurrent.futures import ThreadPoolExecutor

pool = ThreadPoolExecutor(2)


def filling():
    return "jam"


def cake(name):
    return name + " with " + pool.submit(filling).result()


cakes = [pool.submit(cake, name) for name in ("sponge", "roll")]
for each in cakes:
    print(each.result())
