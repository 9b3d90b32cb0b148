"""What the built-in containers' methods do to their cells.

A container has a cell for its *shape* (length, keys, order) and one for each key or index. Methods that Python documents as
atomic are one `update`: they conflict with others, but are no data race.
"""

from __future__ import annotations

from collections import deque
from typing import Literal

Family = Literal["list", "dict", "set", "deque"]
How = Literal["read", "read all", "write", "update", "read key", "update key"]

FAMILIES: tuple[tuple[type, Family], ...] = (
    (list, "list"),
    (dict, "dict"),
    (set, "set"),
    (deque, "deque"),
    (bytearray, "list"),
)

_SEQUENCE: dict[str, How] = {
    "append": "update", "extend": "update", "insert": "update", "remove": "update", "pop": "update", "clear": "write",
    "sort": "write", "reverse": "write", "index": "read all", "count": "read all", "copy": "read all",
}  # fmt: skip

HOW: dict[Family, dict[str, How]] = {
    "list": _SEQUENCE,
    "deque": {
        **_SEQUENCE, "appendleft": "update", "popleft": "update", "extendleft": "update", "rotate": "write",
    },
    "dict": {
        "get": "read key", "pop": "update key", "setdefault": "update key", "popitem": "update", "update": "write",
        "clear": "write", "keys": "read", "values": "read all", "items": "read all", "copy": "read all",
        "move_to_end": "write", "most_common": "read all", "elements": "read all", "subtract": "write", "total": "read all",
    },
    "set": {
        "add": "update", "discard": "update", "remove": "update", "pop": "update", "clear": "write", "update": "write",
        "intersection_update": "write", "difference_update": "write", "symmetric_difference_update": "write",
        "union": "read", "intersection": "read", "difference": "read", "symmetric_difference": "read", "copy": "read",
        "issubset": "read", "issuperset": "read", "isdisjoint": "read",
    },
}  # fmt: skip

METHODS = frozenset(name for methods in HOW.values() for name in methods)
"""Every method name that may be a container's."""

MUTATORS = frozenset(
    {"shuffle", "heappush", "heappop", "heapify", "heapreplace", "heappushpop", "insort", "insort_left", "insort_right"}
)
"""Functions of the standard library that change the container given to them."""


def family(kind: type) -> Family | None:
    """The family of containers to which a type belongs."""
    for base, name in FAMILIES:
        if issubclass(kind, base):
            return name
    return None
