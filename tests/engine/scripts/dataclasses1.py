from __future__ import annotations
import dataclasses, enum, json
from dataclasses import dataclass, field
from typing import (
    ClassVar,
    Generic,
    TypeVar,
    Protocol,
    runtime_checkable,
    NamedTuple,
    TypedDict,
    Optional,
    Self,
    Literal,
    get_type_hints,
)
import threading

T = TypeVar("T")


class Color(enum.Enum):
    RED = 1
    GREEN = enum.auto()

    @property
    def nice(self):
        return self.name.title()


class Perm(enum.Flag):
    R = enum.auto()
    W = enum.auto()


class S(enum.StrEnum):
    A = enum.auto()


@dataclass(order=True)
class Item:
    count: ClassVar[int] = 0
    prio: int
    name: str = field(compare=False)
    tags: list[str] = field(default_factory=list, compare=False, repr=False)

    def __post_init__(self):
        Item.count += 1


@dataclass(frozen=True, slots=True)
class P:
    x: float = 0
    y: float = 0
    init: dataclasses.InitVar[int] = 3

    def __post_init__(self, init):
        object.__setattr__(self, "x", self.x + init)


@dataclass
class Stack(Generic[T]):
    items: list[T] = field(default_factory=list)

    def push(self, i: T) -> Self:
        self.items.append(i)
        return self

    def pop(self) -> T:
        return self.items.pop()


@runtime_checkable
class Sized2(Protocol):
    def __len__(self) -> int: ...


class NT(NamedTuple):
    a: int
    b: str = "q"


class TD(TypedDict, total=False):
    k: int


items = [Item(3, "c"), Item(1, "a", ["t"]), Item(2, "b")]


def w():
    for i in items:
        i.tags.append("w")


t = threading.Thread(target=w)
t.start()
t.join()
print(sorted(items), Item.count, [f.name for f in dataclasses.fields(Item)])
print(P(1, 2), dataclasses.replace(P(1, 2), y=9, init=0), dataclasses.astuple(P()))
try:
    P().x = 3
except dataclasses.FrozenInstanceError as e:
    print(e)
print(Stack().push(1).push(2).pop(), isinstance([], Sized2), NT(1)._asdict(), TD(k=1))
print(Color.RED.nice, Color["GREEN"], Color(1), list(Color), Perm.R | Perm.W, S.A, f"{S.A}")
print(json.dumps(dataclasses.asdict(items[0]), sort_keys=True), get_type_hints(NT))
match items[1]:
    case Item(prio=1, name=n):
        print("one", n)
match {"cmd": "go", "args": [1, 2, 3], "x": None}:
    case {"cmd": "go", "args": [first, *rest], **kw}:
        print(first, rest, kw)
