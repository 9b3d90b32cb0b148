"""Calls of containers' methods: a function for each way in which a method touches its container, called before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sized
from typing import TYPE_CHECKING, Any

from cafe_sim.engine.program.methods import PLAIN
from cafe_sim.engine.program.seeing.peeking import is_missing

if TYPE_CHECKING:
    from cafe_sim.engine.program.seeing.through import SeesThrough

Effect = Callable[["SeesThrough", Any, str, int, tuple[Any, ...]], None]
"""Given who sees, the container, the method's name, the access and the arguments: point and events."""

IN_PLACE = frozenset({"__iadd__", "__iand__", "__ior__", "__isub__"})
"""Operators in place that a counter has of its own."""

STEPWISE = frozenset({"extend", "extendleft", "subtract", "update"})
"""Methods that take from whatever they are given."""


class Reporting:
    """Stands for a bound method of a container that is handed on; equal to it, and each call is seen."""

    __slots__ = ("__wrapped__", "call")

    def __init__(self, bound: Any, call: Callable[..., Any]) -> None:
        self.__wrapped__ = bound
        self.call = call

    def __call__(self, *args: Any, **named: Any) -> Any:
        return self.call(*args, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__wrapped__, name)

    def __eq__(self, other: object) -> bool:
        return bool(self.__wrapped__ == (other.__wrapped__ if isinstance(other, Reporting) else other))

    def __hash__(self) -> int:
        return hash(self.__wrapped__)

    def __repr__(self) -> str:
        return repr(self.__wrapped__)


Reporting.__name__ = type(len).__name__  # wherever the kind of a value is told


def _reads(eyes: SeesThrough, obj: Any, _name: str, number: int, args: tuple[Any, ...]) -> None:
    eyes.read_shape(obj, number)
    for arg in args:
        eyes.elements(arg, number)


def _reads_all(eyes: SeesThrough, obj: Any, name: str, number: int, args: tuple[Any, ...]) -> None:
    shallow = name == "copy" or (name in _LOOK_FOR and all(type(arg) in PLAIN for arg in args))
    eyes.deep_all((obj, *args), number, "once" if shallow else "compare")


def _reads_key(eyes: SeesThrough, obj: Any, name: str, number: int, args: tuple[Any, ...]) -> None:
    if args:
        eyes.see_item(obj, args[0], number)
        if name == "__getitem__" and is_missing(obj, args[0]):
            eyes.see_factory(obj, number)
            eyes.makes_item(obj, args[0], number)


def _updates(eyes: SeesThrough, obj: Any, name: str, number: int, args: tuple[Any, ...]) -> None:
    if name in _TAKES_ALL:
        for arg in args:
            (eyes.pairs if isinstance(obj, dict) else eyes.elements)(arg, number)
    if name in _GIVES_ITEMS and isinstance(obj, dict) and _are_known(obj, args):
        eyes.stores(obj, args, number)
    else:
        eyes.changes(obj, number, name, args, atomic=not _adds_up(obj, name, args))


_TAKES_ALL = STEPWISE | {
    "difference_update", "intersection_update", "symmetric_difference_update",
    "__iadd__", "__iand__", "__ior__", "__isub__", "__ixor__", "frombytes", "fromlist",
}  # fmt: skip
_LOOK_FOR = frozenset({"__contains__", "count", "index"})
"""Methods that compare what is in a container with one thing: nothing that is plain needs a look inside."""


def _are_known(obj: Any, args: tuple[Any, ...]) -> bool:
    """Is it known by their keys what items a dictionary is about to get, and are they few? A counter adds them up."""
    return not isinstance(obj, Counter) and all(type(arg) is dict and len(arg) <= _FEW for arg in args)


def _adds_up(obj: Any, name: str, args: tuple[Any, ...]) -> bool:
    """Does a counter reckon in Python's own code, element by element? It counts what it goes through in one go."""
    if not isinstance(obj, Counter):
        return False
    return name == "subtract" or name in IN_PLACE or (name in STEPWISE and any(isinstance(a, Mapping) for a in args))


_GIVES_ITEMS = frozenset({"__ior__", "update"})
_FEW = 32
"""So many items are looked at one by one."""


def _updates_key(eyes: SeesThrough, obj: Any, name: str, number: int, args: tuple[Any, ...]) -> None:
    if args and isinstance(obj, dict):
        if name == "__missing__":
            eyes.see_factory(obj, number)
        eyes.change_key(obj, args[0], number, name)
    else:
        eyes.changes(obj, number, name, args)


def _stores(eyes: SeesThrough, obj: Any, _name: str, number: int, args: tuple[Any, ...]) -> None:
    if len(args) == 2:
        eyes.at_item(obj, args[0], number).about_to_write(args[1])


EFFECTS: dict[str, Effect] = {
    "read": _reads,
    "read all": _reads_all,
    "read key": _reads_key,
    "update": _updates,
    "update key": _updates_key,
    "store": _stores,
}
"""By `methods.How`."""


def stepped(eyes: SeesThrough, obj: Any, name: str, number: int, args: tuple[Any, ...]) -> None:
    """After such a method: what it took from an iterator, step by step, has changed the container until now."""
    actor = eyes.watched()
    if actor is not None and (eyes.shadow(obj).owner is not None or not all(isinstance(arg, Sized) for arg in args)):
        eyes.record_change(actor, obj, number, name, args)
