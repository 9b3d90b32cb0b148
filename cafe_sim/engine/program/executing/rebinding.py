"""Modules and functions of the standard library's with some of their names bound to something else."""

from __future__ import annotations

import functools
from types import FunctionType, ModuleType
from typing import Any


def copy_of(real: ModuleType, **changes: Any) -> ModuleType:
    """A module like `real`, with some names changed."""
    module = ModuleType(real.__name__, real.__doc__)
    module.__class__ = real.__class__  # one of our façades has properties
    module.__dict__.update(vars(real))
    module.__dict__.update(changes)
    return module


def rebound(function: Any, names: dict[str, Any]) -> Any:
    """A function like `function` that finds its globals in `names`."""
    made = FunctionType(function.__code__, names, function.__name__, function.__defaults__, function.__closure__)
    made.__kwdefaults__ = function.__kwdefaults__
    return functools.update_wrapper(made, function)


def containers_in(module: ModuleType) -> dict[int, tuple[Any, str]]:
    """By identity: the containers that a module of the standard library's keeps, and looks into, with their names."""
    return {
        id(value): (value, f"{module.__name__}.{name}")
        for name, value in vars(module).items()
        if type(value) in (dict, list, set) and name[:2] != "__"
    }
