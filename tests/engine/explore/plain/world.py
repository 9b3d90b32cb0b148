# What the statements of `statements.toml` share, and what of it is told at the end.
import bisect, collections, copy, dataclasses, functools, heapq, itertools, json, math, operator, re, string, threading
from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, defaultdict, deque
from dataclasses import dataclass, field
from types import SimpleNamespace

lock = threading.Lock()


class O:
    klass = 0

    def __init__(self):
        self.a = 0
        self.b = 0
        self.l = [0]
        self._p = 0

    @property
    def p(self):
        return self._p

    @p.setter
    def p(self, v):
        self._p = v

    def inc(self):
        self.a += 1
        return self.a

    def __eq__(self, other):
        return isinstance(other, O) and self.a == other.a

    def __hash__(self):
        return 7

    def __lt__(self, other):
        return self.a < other.a

    def __bool__(self):
        return bool(self.b)

    def __len__(self):
        return len(self.l)

    def __iter__(self):
        return iter(self.l)

    def __contains__(self, x):
        return x in self.l

    def __getitem__(self, i):
        return self.l[i]

    def __setitem__(self, i, v):
        self.l[i] = v

    def __call__(self, x):
        self.b = x
        return self.a

    def __enter__(self):
        self.a += 1
        return self

    def __exit__(self, *e):
        self.b = self.a

    def __repr__(self):
        return f"O({self.a},{self.b},{self.l},{self._p})"

    def __add__(self, n):
        return self.a + n

    def __iadd__(self, n):
        self.a += n
        return self


class Sub(O):
    def inc(self):
        return super().inc() + 1

    def get(self):
        return super().p


class Sl:
    __slots__ = ("a", "b")

    def __init__(self):
        self.a = 0
        self.b = 0

    def __repr__(self):
        return f"Sl({self.a},{self.b})"


@dataclass(order=True)
class D:
    a: int = 0
    l: list = field(default_factory=list)


class Desc:
    def __get__(self, o, t):
        return o._d if o else self

    def __set__(self, o, v):
        o._d = v


class W:
    d = Desc()

    def __init__(self):
        self._d = 0

    def __getattr__(self, n):
        if n == "lazy":
            self.lazy = self._d
            return self._d
        raise AttributeError(n)

    def __repr__(self):
        return f"W({self._d})"


class LD(dict):
    def __missing__(self, k):
        self[k] = 5
        return 5


class C0:
    n = 0
    m = []


g = 0
h = 0
t = (0, 0)
s = "s"
fz = frozenset()
o = O()
sub = Sub()
sl = Sl()
d1 = D()
w = W()
ns = SimpleNamespace(a=0)
L = [0, 1, 2]
M = [[0], [1]]
Dk = {"k": 0, "m": [0]}
S = {1, 2}
Q = deque([0, 1])
B = bytearray(b"ab")
DD = defaultdict(int)
CN = Counter("a")
OD = OrderedDict(k=0, m=1)
LDk = LD()
H = [1, 3, 5]
UL = UserList([0])
UD = UserDict(k=0)


def gen():
    n = 0
    while n < 4:
        n += 1
        yield n


G = gen()
IT = iter([1, 2, 3])
CT = itertools.count()


def fn(by=[0], **kw):
    by[0] += 1
    return by[0]


fn.count = 0


def clos():
    n = 0

    def inc():
        nonlocal n
        n += 1
        return n

    def get():
        return n

    return inc, get


inc, get = clos()


@functools.lru_cache
def cached(x):
    o.b += 1
    return x


def told(value):
    try:
        if isinstance(value, (set, frozenset)):
            return str(sorted(map(repr, value)))
        return re.sub(" at 0x[0-9a-f]+", "", getattr(value, "__name__", None) or repr(value))
    except Exception as error:
        return type(error).__name__


def end():
    shared = "g h t s fz o sub sl d1 w ns L M Dk S Q B DD CN OD LDk H UL UD seen1 seen2".split()
    names = globals()
    return (*((name, told(names[name]) if name in names else "gone") for name in shared), ("C0", f"{C0.n} {C0.m}"))


seen1 = []
seen2 = []
