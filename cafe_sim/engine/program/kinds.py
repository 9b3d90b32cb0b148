"""Which objects have cells: decided by type, once for each.

Instances of the program's own classes have a cell for each attribute that holds state; so have its classes and
modules. Built-in containers have a cell for each item and one for their shape. All else (numbers, strings, tuples, enumerations,
frozen dataclasses, façade objects, the standard library's own) has none.
"""

from __future__ import annotations

import sys
from enum import Enum
from types import ModuleType, SimpleNamespace
from typing import Literal

from cafe_sim.engine.program.methods import family

Kind = Literal["nothing", "object", "class", "module", "list", "dict", "set", "deque"]

CONTAINERS = frozenset({"list", "dict", "set", "deque"})
"""Kinds that are containers."""

_kinds: dict[type, Kind] = {}


def kind_of(kind: type) -> Kind:
    """What cells the instances of a type have."""
    found = _kinds.get(kind)
    if found is None:
        found = _classify(kind)
        # classes made while a program runs are many; only lasting types are remembered
        if kind.__module__ in sys.modules or kind.__module__ == "builtins":
            _kinds[kind] = found
    return found


def _classify(kind: type) -> Kind:
    containers = family(kind)
    if containers is not None:
        return containers
    if issubclass(kind, ModuleType):
        return "module"
    if issubclass(kind, type):
        return "class"
    if kind is SimpleNamespace:
        return "object"
    if not is_users(kind) or issubclass(kind, (Enum, tuple)):
        return "nothing"
    parameters = next(
        (b.__dict__["__dataclass_params__"] for b in kind.__mro__ if "__dataclass_params__" in b.__dict__), None
    )
    return "nothing" if parameters is not None and parameters.frozen else "object"


def is_users(kind: type) -> bool:
    """Is a type neither the standard library's nor the engine's?"""
    module = kind.__module__
    if module == "__main__":
        return True
    top = module.partition(".")[0]
    return top not in sys.stdlib_module_names and top != "cafe_sim"
