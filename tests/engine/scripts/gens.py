import itertools, functools, contextlib, threading


def averager():
    total = n = 0
    avg = None
    while True:
        try:
            x = yield avg
        except ValueError:
            total = n = 0
            avg = None
            continue
        if x is None:
            return (n, avg)
        total += x
        n += 1
        avg = total / n


def outer():
    r = yield from averager()
    yield ("result", r)


g = outer()
next(g)
print(g.send(10), g.send(20))
print(g.throw(ValueError))
print(g.send(3))
print(g.send(None))
g.close()


#
def countdown(n):
    try:
        while n:
            yield n
            n -= 1
    finally:
        print("cleanup")


for x in countdown(5):
    if x == 3:
        break
del x


def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


print(list(itertools.islice(fib(), 10)), list(itertools.takewhile(lambda x: x < 20, fib())))


def lazy(gen):
    lock = threading.Lock()

    def nxt():
        with lock:
            return next(gen)

    return nxt


n = lazy(itertools.count(10))
out = []
ts = [threading.Thread(target=lambda: out.append(n())) for _ in range(3)]
[t.start() for t in ts]
[t.join() for t in ts]
print(out)


@contextlib.contextmanager
def tag(n):
    print(f"<{n}>")
    try:
        yield n.upper()
    except KeyError as e:
        print("swallowed", e)
    else:
        print("fine")
    finally:
        print(f"</{n}>")


with tag("b") as t, tag("i"):
    print(t)
    raise KeyError("k")
with contextlib.ExitStack() as st:
    for i in range(2):
        st.enter_context(tag(str(i)))
    st.callback(print, "cb")
with contextlib.suppress(ZeroDivisionError):
    1 / 0
print([y := 5, y**2], (lambda *a, k=2, **kw: (a, k, kw))(1, 2, z=3))
if (m := max([1, 5, 2])) > 4:
    print(m)
print({k: [i for i in range(k) if i % 2] for k in range(4)}, {x % 3 for x in range(10)}, sum(x * x for x in range(5)))
print([[r * c for c in range(3)] for r in range(3)], [*zip(*[(1, 2), (3, 4)])])


@functools.lru_cache(maxsize=None)
def f(n):
    return n if n < 2 else f(n - 1) + f(n - 2)


print(f(60), f.cache_info())


@functools.singledispatch
def show(x):
    return "obj"


@show.register
def _(x: int):
    return "int"


@show.register(list)
def _(x):
    return "list"


print(show(1), show([]), show(""))
print(list(itertools.groupby("aabbb", key=str.upper))[0][0], [(k, len(list(v))) for k, v in itertools.groupby("aabbb")])
p = functools.partial(print, "a", sep="-")
p("b")


def counter():
    c = 0

    def inc(by=1):
        nonlocal c
        c += by
        return c

    return inc


i1, i2 = counter(), counter()
print(i1(), i1(5), i2())
print([f() for f in [lambda: i for i in range(3)]], [f() for f in [lambda i=i: i for i in range(3)]])
first, *mid, last = range(6)
print(first, mid, last)
