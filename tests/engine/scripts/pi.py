import concurrent.futures as cf, random, math, itertools, time


def inside(n, seed):
    r = random.Random(seed)
    return sum(r.random() ** 2 + r.random() ** 2 <= 1 for _ in range(n))


with cf.ThreadPoolExecutor(max_workers=4) as ex:
    hits = sum(ex.map(inside, [1000] * 4, range(4)))
print(4 * hits / 4000)


def is_prime(n):
    return n > 1 and all(n % i for i in range(2, math.isqrt(n) + 1))


with cf.ThreadPoolExecutor() as ex:
    for n, p in zip(range(10), ex.map(is_prime, range(10))):
        print(n, p)
random.seed(42)
print(
    random.randint(1, 100),
    random.choice("abc"),
    random.sample(range(10), 3),
    random.shuffle(x := [1, 2, 3]),
    x,
    round(random.gauss(0, 1), 6),
)


def chunks(it, n):
    it = iter(it)
    while c := list(itertools.islice(it, n)):
        yield c


print(list(chunks(range(7), 3)))
