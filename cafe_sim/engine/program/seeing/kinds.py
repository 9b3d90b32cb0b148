"""Which objects have cells: decided by type, once for each.

Instances of the program's own classes have a cell for each attribute that holds state; so have its classes and modules.
Frozen dataclasses and the program's own tuples have none, but are taken apart for what is in them, and what they have
from their class is its; so are built-in errors, and what keeps something for good (a match, a `partial`). Built-in
containers have a cell for each item and one for their shape; a dictionary's views, and proxies that show one, stand for
it, as methods do for their functions. Iterators, buffers, files, mocks, contexts, generators of random numbers and most
containers that the standard library has written in Python (`os.environ`, a `WeakSet`; others in `executing.collecting`)
have state that only their own code sees (`opaque`): whatever is done with one is one update of it, and reads what it
keeps (`keeping`). All else (numbers, strings, tuples, thread-local objects, façade objects, the standard library's own)
has none.
"""

from __future__ import annotations

import gc
import re
import sys
import types
from array import array
from ast import AST
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import MappingView, MutableMapping, MutableSequence, MutableSet
from contextlib import AsyncExitStack, ExitStack, closing
from contextvars import Context
from enum import Enum
from functools import partial
from random import Random
from re import Match
from types import (
    BuiltinFunctionType,
    CellType,
    FunctionType,
    GetSetDescriptorType,
    MappingProxyType,
    MemberDescriptorType,
    MethodType,
    ModuleType,
    SimpleNamespace,
)
from typing import Any, Literal
from weakref import WeakSet, finalize, ref

from cafe_sim.engine.kernel.shared.locals import local
from cafe_sim.engine.program.methods import family

Kind = Literal[
    "nothing", "frozen", "object", "class", "module", "method", "super", "cell", "list", "dict", "set", "deque", "view", "opaque"
]  # fmt: skip

WRITTEN_IN_C = frozenset({BuiltinFunctionType, type(re.compile("").sub)})
"""Kinds of functions that are; one is of methods that ask for the class they are defined in."""

STATELESS = frozenset({"nothing", "frozen"})
"""Kinds whose attributes have no cells."""
CONTAINERS = frozenset({"list", "dict", "set", "deque"})
"""Kinds that are containers."""
CALLED_BY_PLACE: frozenset[type] = frozenset(
    {list, dict, set, deque, bytearray, array, Counter, OrderedDict, defaultdict}
)
"""Containers that a trace calls as the program does: "shop.orders"."""

_OPAQUE = frozenset(
    {
        "_blake2", "_bz2", "_csv", "_hashlib", "_io", "_lzma", "_md5", "_multibytecodec", "_sha1", "_sha2", "_sha256", "_sha3",
        "_sha512", "_sre", "argparse", "cafe_sim.engine.facade.random", "cafe_sim.engine.program.seeing.walking", "codecs", "csv", "difflib", "graphlib",
        "gzip", "hmac", "html.parser", "http.cookies", "lzma", "mmap", "pyexpat", "random", "sched", "tarfile", "tempfile", "unittest.mock",
        "xml.dom.minidom", "xml.etree.ElementTree", "zipfile", "zlib",
    }
)  # fmt: skip
"""Modules whose objects have state that only their own code sees …"""
_OPAQUE_PACKAGES = frozenset({"email", "encodings"})
"""… packages of such modules …"""
_OPAQUE_CLASSES = frozenset(
    {("decimal", "Context"), ("inspect", "BoundArguments"), ("inspect", "Parameter"), ("inspect", "Signature")}
)
"""… and classes, where a module has others."""
_AT_REST = frozenset(
    {
        "__main__", "_asyncio", "_py_warnings", "_sitebuiltins", "_weakrefset", "abc", "annotationlib", "ast", "asyncio", "codecs", "collections", "concurrent", "contextlib", "copy",
        "dataclasses", "dis", "enum", "functools", "importlib", "inspect", "json", "logging", "numbers", "operator", "os", "pathlib",
        "queue", "random", "re", "threading", "time", "traceback", "types", "typing", "unittest", "uuid", "warnings", "weakref",
    }
)  # fmt: skip
"""Modules whose classes change nothing in their objects once they are made, or are seen by other ways; of any other of
the standard library's, only its own code sees what its objects have.
"""
_MADE_AS_IT_RUNS = 1 << 9
"""The flag of classes that a `class` statement made."""
_OPEN_CLASSES = frozenset({("argparse", "Namespace"), ("types", "SimpleNamespace")})
"""Classes of the standard library's whose objects have what the program gives them."""

KEEPERS: frozenset[type] = frozenset({Match, partial})
"""Classes whose objects never change, and keep what they were made of: it is read when they are used."""
_STACKS = frozenset({AsyncExitStack, ExitStack, closing, finalize})
_EMPTY: tuple[dict[None, None], ...] = ({}, OrderedDict())
_STAND_FOR: dict[type, Kind] = {
    **{type(view): "view" for empty in _EMPTY for view in (empty.keys(), empty.values(), empty.items())},
    MappingProxyType: "view",
    MethodType: "method",
    super: "super",
    CellType: "cell",
}
KEYS: frozenset[type] = frozenset(type(empty.keys()) for empty in _EMPTY)
"""Views of a dictionary's keys alone: what its values are does not matter to them."""

_kinds: dict[int, Kind] = {}
"""By identity of the type. A program's classes come and go with its executions, so they are not held here."""
_watched: dict[int, ref[type]] = {}
DESCRIBED: dict[int, frozenset[str]] = {}
"""By the same: see `described`."""
_at_work: WeakSet[type] = WeakSet()
"""Classes of the standard library's whose own code is rewritten (see `executing.collecting`)."""


def kind_of(kind: type) -> Kind:
    """What cells the instances of a type have."""
    found = _kinds.get(id(kind))
    return _remember(kind) if found is None else found


def described(kind: type) -> frozenset[str]:
    """Attributes that a class's own code gives, whatever an object has under that name: properties and their like."""
    found = DESCRIBED.get(id(kind))
    if found is None:
        kind_of(kind)  # from now on its end is heard of
        first: dict[str, object] = {}
        for base in reversed(kind.__mro__[:-1]):  # `object` gives none
            if base is not SimpleNamespace:
                first |= base.__dict__
        slots = MemberDescriptorType, GetSetDescriptorType
        found = DESCRIBED[id(kind)] = frozenset(
            [name for name, value in first.items() if hasattr(type(value), "__set__") and type(value) not in slots]
        )
    return found


def _remember(kind: type) -> Kind:
    key = id(kind)
    found = _kinds[key] = _classify(kind)
    _watched[key] = ref(kind, partial(_forget, key))
    return found


def _forget(key: int, _: object) -> None:
    del _kinds[key], _watched[key]
    DESCRIBED.pop(key, None)


def _classify(kind: type) -> Kind:
    containers = family(kind)
    if containers is not None:
        return containers
    if kind in _STAND_FOR:
        return _STAND_FOR[kind]
    if issubclass(kind, ModuleType):
        return "module"
    if issubclass(kind, type):
        return "class"
    called = kind.__module__, kind.__name__
    if kind is FunctionType or called in _OPEN_CLASSES or issubclass(kind, AST):
        return "object"
    if kind in KEEPERS or (issubclass(kind, BaseException) and not is_users(kind)):
        return "frozen"
    if _is_opaque(kind) or called in _OPAQUE_CLASSES or any(map(_unseen_inside, kind.__mro__)):
        return "opaque"
    if not is_users(kind) or issubclass(kind, local):
        return "nothing"
    if issubclass(kind, tuple):
        return "frozen"
    parameters = next(
        (b.__dict__["__dataclass_params__"] for b in kind.__mro__ if "__dataclass_params__" in b.__dict__), None
    )
    return "frozen" if parameters is not None and parameters.frozen else "object"


def _is_opaque(kind: type) -> bool:
    module = kind.__module__
    return (
        kind is Context
        or not _STACKS.isdisjoint(kind.__mro__)
        or module in _OPAQUE
        or module.partition(".")[0] in _OPAQUE_PACKAGES
        or issubclass(kind, Random)
        or (hasattr(kind, "__next__") and not is_users(kind))
    )


def behind(obj: Any) -> Any:
    """The dictionary that a view or a proxy shows; anything else is itself."""
    return gc.get_referents(obj)[0] if kind_of(type(obj)) == "view" else obj


def is_open(kind: type) -> bool:
    """Is it a class of the standard library's whose objects have what the program gives them?"""
    return issubclass(kind, (SimpleNamespace, AST)) or (kind.__module__, kind.__name__) in _OPEN_CLASSES


def goes_by_keys(obj: Any) -> bool:
    """Does whoever goes through it see keys alone, though it has values, too?"""
    return kind_of(type(obj)) == "dict" or type(obj) is MappingProxyType


def _unseen_inside(base: type) -> bool:
    """Is it a class of the standard library's, written in Python most often, whose objects may change where nobody sees
    it, or show what changes?
    """
    if base is object or is_users(base):
        return False
    if base.__module__ == "collections.abc":
        return issubclass(base, MappingView)
    if base.__module__ in _OPAQUE:
        return True
    if issubclass(base, (MutableMapping, MutableSequence, MutableSet)):
        return True
    top = base.__module__.partition(".")[0]
    in_python = base.__flags__ & _MADE_AS_IT_RUNS and base.__dictoffset__
    return bool(in_python) and top in sys.stdlib_module_names and top not in _AT_REST and not issubclass(base, Enum)


def is_rewritten(function: object) -> bool:
    """Is a function one that the program wrote, not one made from a string, as dataclasses are given?"""
    return (
        type(function) is FunctionType
        and ".cells" in getattr(function, "__builtins__", ())
        and function.__code__.co_filename != "<string>"
    )


def does_it_itself(obj: object, method: str) -> bool:
    """Is it the program's own code, which is seen, that loads, stores or deletes an item?"""
    kind = type(obj)
    return kind is not list and kind is not dict and is_users(kind) and is_rewritten(getattr(kind, method, None))


def is_users(kind: type) -> bool:
    """Is a type neither the standard library's, unless its code is rewritten, nor the engine's?"""
    module = kind.__module__
    if module == "__main__":
        return True
    top = module.partition(".")[0]
    if top == "types":
        return getattr(types, kind.__name__, None) is not kind  # one that the program had made there
    return (top not in sys.stdlib_module_names and top != "cafe_sim") or kind in _at_work


def seen_at_work(kind: type) -> None:
    """A class of the standard library's whose code is rewritten: its state is seen as that of the program's own."""
    _at_work.add(kind)
