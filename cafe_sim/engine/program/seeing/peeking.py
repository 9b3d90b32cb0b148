"""What is in a container or an object, found without running any of the program's code."""

from __future__ import annotations

import contextlib
from array import array
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import Field
from enum import Enum
from types import (
    BuiltinFunctionType,
    CellType,
    FunctionType,
    GetSetDescriptorType,
    MemberDescriptorType,
    MethodType,
)
from typing import Any

from cafe_sim.engine.program.methods import Purpose
from cafe_sim.engine.program.rewriting.syntax import Shape
from cafe_sim.engine.program.seeing.kinds import Kind, behind, is_open, is_rewritten

SEQUENCES = frozenset({"list", "deque"})
"""Kinds of containers whose items have numbers."""

_DONE_BY = {"repr": "__repr__", "compare": "__eq__", "order": "__lt__", "hash": "__hash__"}
_CHOSEN_BY = {"repr": "repr", "compare": "compare", "order": "compare", "hash": "compare"}
"""By purpose: what a dataclass's field says of it."""

_FIELDS = "__dataclass_fields__"

_COPIED_BY = ("__copy__", "__deepcopy__", "__getstate__", "__reduce__", "__reduce_ex__")
"""Methods by which a class itself says what of its objects is copied."""

SLOTS = (GetSetDescriptorType, MemberDescriptorType)
"""Descriptors by which an object has what Python itself keeps for it."""
NOTHING: Any = type("nothing", (), {})
"""What a variable, an attribute or an item holds that is not there: in words, its class's name."""
_GETITEM = (list.__getitem__, bytearray.__getitem__, array.__getitem__, deque.__getitem__)


def instance_dict(obj: Any) -> dict[str, Any] | None:
    """An object's own attributes, found without running any of the program's code."""
    try:
        found: dict[str, Any] = object.__getattribute__(obj, "__dict__")
    except AttributeError:
        return None
    return found


def own_dict(obj: Any) -> dict[str, Any] | None:
    """The dictionary in which an object, or a class, keeps its own attributes."""
    return behind(type.__getattribute__(obj, "__dict__")) if issubclass(type(obj), type) else instance_dict(obj)


def peek(obj: Any, name: str, kind: Kind) -> Any:
    """An attribute's value, found without running any of the program's code."""
    namespace = instance_dict(obj) if kind != "class" else None
    if namespace is not None and name in namespace:
        return namespace[name]
    for base in (*obj.__mro__, *type(obj).__mro__) if kind == "class" else type(obj).__mro__:
        value = base.__dict__.get(name, NOTHING)
        if isinstance(value, SLOTS):
            try:
                return value.__get__(obj)
            except (AttributeError, TypeError):
                return NOTHING
        if value is not NOTHING:
            return value
    return NOTHING


def contents_of(variable: CellType) -> Any:
    """What a closure's cell holds, if anything."""
    try:
        return variable.cell_contents
    except ValueError:
        return NOTHING


def declared(kind: type) -> Mapping[str, Field[Any]]:
    """The fields of a dataclass; none of anything else. Its metaclass is not asked: that may be the program's code."""
    return next((base.__dict__[_FIELDS] for base in kind.__mro__ if _FIELDS in base.__dict__), {})


def is_record(kind: type, purpose: Purpose) -> bool:
    """Is it Python's own code that takes its objects apart for that purpose: a dataclass's, a simple namespace's?"""
    if purpose == "all":
        return not any(is_rewritten(getattr(kind, name, None)) for name in _COPIED_BY)
    if _told_by(kind):
        return purpose in ("repr", "any") and not is_rewritten(kind.__str__) and not is_rewritten(kind.__repr__)
    if purpose in ("", "once") or not (is_open(kind) or declared(kind)):
        return False
    if purpose == "any":
        return not any(is_rewritten(function) for function in (kind.__repr__, kind.__str__, kind.__eq__))
    name = _DONE_BY[purpose]
    function = getattr(kind, name)
    by_itself = purpose == "repr" and is_rewritten(kind.__str__)
    return function is not getattr(object, name) and not is_rewritten(function) and not by_itself


def _told_by(kind: type) -> str:
    """The one attribute by which Python's own code tells an error, a function, or a member of an enumeration."""
    if issubclass(kind, Enum):
        return "_value_"
    return "args" if issubclass(kind, BaseException) else "__qualname__" if kind is FunctionType else ""


def fields_of(obj: Any, purpose: Purpose) -> dict[str, Any]:
    """Of a record: what is read of it for that purpose; for any, all that it has."""
    if purpose != "all" and (name := _told_by(type(obj))):
        return {name: object.__getattribute__(obj, name)}
    fields = declared(type(obj))
    own = instance_dict(obj)
    if purpose == "all":
        of_class = {name: getattr(type(obj), name) for name in fields if hasattr(type(obj), name)}
        return {**of_class, **(own or {}), **slots_of(obj)}
    if own is not None and (purpose == "any" or is_open(type(obj))):
        return dict(own)
    chosen = fields if purpose == "any" else {name: f for name, f in fields.items() if getattr(f, _CHOSEN_BY[purpose])}
    if own is not None:
        return {name: own[name] if name in own else getattr(type(obj), name, None) for name in chosen}
    return {name: object.__getattribute__(obj, name) for name in chosen if hasattr(obj, name)}


def is_tuple(kind: type, purpose: Purpose) -> bool:
    """Is it a tuple, named or not, that Python's own code takes apart for that purpose?"""
    if kind is tuple or not issubclass(kind, tuple):
        return kind is tuple
    return not is_rewritten(getattr(kind, _DONE_BY.get(purpose, "__iter__")))


def slots_in(kind: type) -> dict[str, MemberDescriptorType]:
    """The slots that a class and those above give its objects."""
    every = (item for base in kind.__mro__ for item in base.__dict__.items())
    return {name: slot for name, slot in every if type(slot) is MemberDescriptorType}


def slots_of(obj: Any) -> dict[str, Any]:
    """What an object keeps in slots."""
    found: dict[str, Any] = {}
    for name, slot in slots_in(type(obj)).items():
        with contextlib.suppress(AttributeError):
            found[name] = slot.__get__(obj)
    return found


def elements_of(obj: Any) -> list[Any]:
    """The values in a container that may have more in them."""
    return (
        list(dict.values(obj))
        if isinstance(obj, dict)
        else list(type(obj).__iter__(obj))
        if type(obj) in (list, deque)
        else []
    )


def taken_apart(obj: Any, shape: Shape) -> Iterator[Any]:
    """What a target of that shape takes apart: the value, and what of it is taken apart in its turn."""
    yield obj
    if type(obj) is not list and not is_tuple(type(obj), ""):
        return
    before = shape.index("*") if "*" in shape else len(shape)
    pairs = [*zip(shape[:before], obj, strict=False), *zip(reversed(shape[before + 1 :]), reversed(obj), strict=False)]
    for inner, each in pairs:
        if inner is not None:
            yield from taken_apart(each, inner)


def is_pythons_own(bound: Any) -> bool:
    """Is a bound method none of the program's?"""
    if isinstance(bound, MethodType):
        function = bound.__func__
        return not is_rewritten(function)
    return isinstance(bound, BuiltinFunctionType) or type(bound).__name__ == "method-wrapper"


def is_missing(obj: Any, key: Any) -> bool:
    """Is a key not in a dictionary?"""
    try:
        return not dict.__contains__(obj, key)
    except TypeError:
        return False


def is_beyond(obj: Any, kind: str, key: Any) -> bool:
    """Is an index beyond a sequence's end?"""
    return kind in SEQUENCES and type(key) is int and key >= length_of(obj)


def length_of(obj: Any) -> int:
    """A container's length, found without running any of the program's code."""
    if type(obj) is list or type(obj) is dict:
        return len(obj)
    bases: tuple[Any, ...] = (list, dict, set, deque, bytearray, array)
    base = next(base for base in bases if isinstance(obj, base))
    length: int = base.__len__(obj)
    return length


def item_of(obj: Any, key: Any) -> Any:
    """An item's value, found without running any of the program's code."""
    try:
        if isinstance(obj, dict):
            return dict.get(obj, key, 0 if isinstance(obj, Counter) else NOTHING)
        return obj[key] if type(obj).__getitem__ in _GETITEM else None
    except (IndexError, KeyError, TypeError):
        return NOTHING
