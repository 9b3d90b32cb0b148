from __future__ import annotations
import sys, pickle, copy, typing, dataclasses, json, enum, inspect, collections
from dataclasses import dataclass, field, KW_ONLY, InitVar
from typing import ClassVar


@dataclass
class A:
    n: ClassVar[int] = 3
    x: int
    y: list[int] = field(default_factory=list)
    _: KW_ONLY
    z: str = "q"
    w: InitVar[int] = 1

    def __post_init__(self, w):
        self.sum = self.x + w


class E(enum.Enum):
    P = 1
    Q = 2


Point = collections.namedtuple("Point", "x y")


class Node:
    def __init__(self, v, nxt=None):
        self.v, self.nxt = v, nxt

    def __getstate__(self):
        return {"v": self.v, "nxt": self.nxt}

    def __setstate__(self, s):
        self.__dict__.update(s)


class Slot:
    __slots__ = ("a",)


class Err(Exception):
    def __init__(self, a):
        super().__init__(a)
        self.a = a


def func():
    return 5


a = A(1, [2], w=5)
print(a, a.sum, typing.get_type_hints(A)["x"])
for proto in range(2, 6):
    b = pickle.loads(pickle.dumps([a, E.Q, Point(1, 2), Node(1, Node(2)), func, Err(3)], proto))
    print(b[0] == a, b[1] is E.Q, b[2], b[3].nxt.v, b[4] is func, b[5].a, len(pickle.dumps(a, proto)))
s = Slot()
s.a = [1]
print(copy.deepcopy(s).a, copy.copy(a) == a, copy.deepcopy(Node(1)).v, pickle.loads(pickle.dumps(s)).a)
print(sys.modules["__main__"].A is A, sys.modules[__name__].func(), inspect.getmodule(A) is None, A.__module__)
print(
    inspect.signature(A),
    inspect.iscoroutinefunction(func),
    [n for n, _ in inspect.getmembers(sys.modules[__name__], inspect.isclass)][:3],
)
import io

buf = io.BytesIO()
pickle.dump({"k": a}, buf)
buf.seek(0)
print(pickle.load(buf))
import threading

try:
    pickle.dumps(threading.Lock())
except TypeError as e:
    print(e)


class Per(pickle.Pickler):
    def persistent_id(self, obj):
        return "A" if isinstance(obj, A) else None


class Un(pickle.Unpickler):
    def persistent_load(self, pid):
        return pid


f = io.BytesIO()
Per(f).dump([a, 1])
f.seek(0)
print(Un(f).load())
import shelve, tempfile, os

with tempfile.TemporaryDirectory() as d:
    with shelve.open(os.path.join(d, "s")) as sh:
        sh["a"] = a
    with shelve.open(os.path.join(d, "s")) as sh:
        print(sh["a"])
