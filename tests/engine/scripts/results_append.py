import threading, concurrent.futures

results = []
lookup = {}
seen = set()


def w(i):
    results.append(i)
    lookup[i] = i * i
    seen.add(i % 2)


ts = [threading.Thread(target=w, args=(i,)) for i in range(5)]
[t.start() for t in ts]
[t.join() for t in ts]
print(sorted(results), lookup, seen)
out = [None] * 3


def fill(i):
    out[i] = i


with concurrent.futures.ThreadPoolExecutor() as ex:
    list(ex.map(fill, range(3)))
print(out)
