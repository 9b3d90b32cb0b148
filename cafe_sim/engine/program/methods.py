"""What the built-in containers' methods do to their cells.

A container has a cell for its *shape* (length, keys, order) and one for each key or index. Methods that Python
documents as atomic are one `update`: they conflict with others, but are no data race. One that moves elements, or
brings and takes away many, updates those elements' cells too (`first_moved`), as far as anybody has accessed them
alone; after that an element belongs to the shape as well (`Shadow.reshaped`), so that no order of the two goes unseen.
"""

from __future__ import annotations

from array import array
from collections import deque
from typing import Any, Literal

Family = Literal["list", "dict", "set", "deque"]
Purpose = Literal["repr", "compare", "order", "hash", "any", "all", "once", ""]
"""What a value is taken apart for: to make text of it, to see whether it equals another or is less, whatever; to have
all that is in it and in any object there (a deep copy, a pickle); to have what is in it, and look no deeper; not.
"""
How = Literal["read", "read all", "update", "read key", "update key", "store"]

FAMILIES: tuple[tuple[type, Family], ...] = (
    (list, "list"),
    (dict, "dict"),
    (set, "set"),
    (deque, "deque"),
    (bytearray, "list"),
    (array, "list"),
)

_ALL: dict[str, How] = {
    **dict.fromkeys(("__add__", "__and__", "__eq__", "__iter__", "__lt__", "__mul__", "__ne__", "__or__"), "read all"),
    **dict.fromkeys(("__reversed__", "__sub__", "__xor__", "__contains__", "copy"), "read all"),
    **dict.fromkeys(("__iadd__", "__iand__", "__imul__", "__ior__", "__isub__", "__ixor__", "clear"), "update"),
    "__init__": "update",
    "__len__": "read",
    "__setstate__": "update",
}
_KEYED: dict[str, How] = {"__getitem__": "read key", "__setitem__": "store", "__delitem__": "update key"}

_SEQUENCE: dict[str, How] = {
    **_ALL, **_KEYED,
    "append": "update", "extend": "update", "insert": "update", "remove": "update", "pop": "update",
    "sort": "update", "reverse": "update", "index": "read all", "count": "read all",
    **dict.fromkeys(("byteswap", "frombytes", "fromfile", "fromlist", "fromunicode"), "update"),
}  # fmt: skip

HOW: dict[Family, dict[str, How]] = {
    "list": _SEQUENCE,
    "deque": {
        **_SEQUENCE, "appendleft": "update", "popleft": "update", "extendleft": "update", "rotate": "update",
    },
    "dict": {
        **_ALL, **_KEYED, "__contains__": "read",
        "get": "read key", "__missing__": "update key", "pop": "update key", "setdefault": "update key", "popitem": "update", "update": "update",
        "move_to_end": "update", "most_common": "read all", "elements": "read", "subtract": "update", "total": "read all",
    },
    "set": {
        **_ALL, "__contains__": "read",
        "add": "update", "discard": "update", "remove": "update", "pop": "update", "update": "update",
        "intersection_update": "update", "difference_update": "update", "symmetric_difference_update": "update",
        "union": "read", "intersection": "read", "difference": "read", "symmetric_difference": "read", "copy": "read",
        "issubset": "read", "issuperset": "read", "isdisjoint": "read",
    },
}  # fmt: skip

PLAIN = frozenset({int, float, str, bool, type(None), complex})
"""Types that never make an operator read a container on the other side, but by `*` and `%`."""

TEXTS = (bytearray, array)
"""Sequences with many more methods, which read all that is in them."""

METHODS = frozenset(name for methods in HOW.values() for name in methods) - {"__init__", "__setstate__"}
"""Every method name that may be a container's, but for those that all objects have, and few programs call."""

CHANGES = frozenset(name for methods in HOW.values() for name, how in methods.items() if how[:4] != "read")
"""Of these: such as change what they are called on."""

COMPARES: dict[str, Purpose] = {"remove": "compare", "sort": "order"}
"""Methods that compare what is in a container, and change it."""

MADE: dict[str, Purpose] = {
    "__repr__": "repr", "__str__": "repr", "__format__": "repr", "__eq__": "compare", "__ne__": "compare",
    "__lt__": "order", "__le__": "order", "__gt__": "order", "__ge__": "order", "__hash__": "hash",
    "__dir__": "all", "__getstate__": "all", "__reduce__": "all", "__reduce_ex__": "all",
}  # fmt: skip
"""Methods that Python makes, or has for every object, and for what they take the object apart."""
BY_HAND = frozenset({"__get__", "__set__", "__delete__"})
"""What a descriptor is called by."""

MUTATORS = frozenset(
    {
        "shuffle", "heappush", "heappop", "heapify", "heapreplace", "heappushpop", "insort", "insort_left", "insort_right",
        "setitem", "delitem", "readinto", "readinto1", "recv_into", "iadd", "iconcat", "ior", "iand", "ixor", "isub", "imul", "pack_into",
    }
)  # fmt: skip
"""Functions of the standard library that change the container given to them."""


def family(kind: type) -> Family | None:
    """The family of containers to which a type belongs."""
    for base, name in FAMILIES:
        if issubclass(kind, base):
            return name
    return None


def first_moved(name: str, length: int, args: tuple[Any, ...]) -> int:
    """From which index on a call changes what stands at the indices of a sequence of that length."""
    if name in ("append", "extend", "+="):
        return length
    if name == "pop" or (name == "insert" and args):
        index = args[0] if args else -1
        if isinstance(index, int):
            return max(0, index + length if index < 0 else index)
    return 0


def moves(name: str, length: int, args: tuple[Any, ...]) -> bool:
    """Will a call take elements of a list of that length from under whoever goes through it step by step?

    What comes or goes at the end does not.
    """
    first = first_moved(name, length, args)
    return first < length - (name == "pop")
