import abc, functools, threading, operator


class Singleton(type):
    _instances = {}
    _lock = threading.Lock()

    def __call__(cls, *a, **k):
        with cls._lock:
            if cls not in cls._instances:
                cls._instances[cls] = super().__call__(*a, **k)
        return cls._instances[cls]


class Config(metaclass=Singleton):
    def __init__(self):
        self.v = 0
        print("made")


class Registry(type):
    items = {}

    def __new__(m, name, bases, ns, **kw):
        c = super().__new__(m, name, bases, ns)
        m.items[name] = kw
        return c

    def __init__(cls, name, bases, ns, **kw):
        super().__init__(name, bases, ns)

    @classmethod
    def __prepare__(m, name, bases, **kw):
        return {"prepared": True}


class A(metaclass=Registry, tag=1):
    pass


class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self): ...
    @property
    @abc.abstractmethod
    def name(self): ...
    def __init_subclass__(cls, /, sides=0, **kw):
        super().__init_subclass__(**kw)
        cls.sides = sides


class Sq(Shape, sides=4):
    __slots__ = ("_a",)

    def __init__(self, a):
        self._a = a

    def area(self):
        return self._a**2

    @property
    def name(self):
        return "sq"


@functools.total_ordering
class V:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(s, o):
        return V(s.x + o.x, s.y + o.y)

    def __mul__(s, k):
        return V(s.x * k, s.y * k)

    __rmul__ = __mul__

    def __iadd__(s, o):
        s.x += o.x
        s.y += o.y
        return s

    def __eq__(s, o):
        return (s.x, s.y) == (o.x, o.y)

    def __lt__(s, o):
        return abs(s) < abs(o)

    def __abs__(s):
        return (s.x**2 + s.y**2) ** 0.5

    def __hash__(s):
        return hash((s.x, s.y))

    def __repr__(s):
        return f"V({s.x}, {s.y})"

    def __getitem__(s, i):
        return (s.x, s.y)[i]

    def __bool__(s):
        return bool(abs(s))

    def __call__(s):
        return "called"

    def __contains__(s, v):
        return v in (s.x, s.y)

    def __matmul__(s, o):
        return s.x * o.x + s.y * o.y


class Typed:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, obj, t=None):
        return self if obj is None else getattr(obj, self.name, None)

    def __set__(self, obj, v):
        if not isinstance(v, int):
            raise TypeError("int!")
        setattr(obj, self.name, v)


class D:
    age = Typed()


class Dyn:
    def __getattr__(self, n):
        if n.startswith("get_"):
            return lambda: n[4:]
        raise AttributeError(n)

    def __setattr__(self, n, v):
        super().__setattr__(n, v * 2)

    def __delattr__(self, n):
        print("del", n)
        object.__delattr__(self, n)


def use():
    c = Config()
    with Singleton._lock:
        c.v += 1


ts = [threading.Thread(target=use) for _ in range(3)]
[t.start() for t in ts]
[t.join() for t in ts]
print(Config().v, Registry.items, A.prepared, Sq(3).area(), Sq.sides, Sq(1).name)
try:
    Shape()
except TypeError as e:
    print(str(e)[:40])
v = V(1, 2)
v += V(1, 1)
print(v, 2 * v, v * 2 == V(4, 6), v >= V(0, 0), v[0], bool(V(0, 0)), v(), 3 in v, v @ v, max([V(1, 1), V(3, 4)]))
d = D()
d.age = 4
print(d.age, vars(d))
try:
    d.age = "x"
except TypeError as e:
    print(e)
y = Dyn()
y.a = 4
print(y.a, y.get_foo(), hasattr(y, "zzz"))
y.a += 1
print(y.a)
del y.a
print(functools.reduce(operator.add, [V(1, 1)] * 3), [*map(operator.attrgetter("x"), [v])])


class Meta2(type):
    def __getattr__(cls, n):
        return f"meta {n}"

    def __iter__(cls):
        return iter("xyz")

    def __len__(cls):
        return 7


class M2(metaclass=Meta2):
    pass


print(M2.foo, list(M2), len(M2))
