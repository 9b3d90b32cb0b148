"""What a façade module answers for a name that it does not have.

A name of the real module is refused, saying so; a name that the real module doesn't have either is an ordinary
AttributeError.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import NoReturn

from cafe_sim.errors import NotModelled


def refusing(real: ModuleType, instead: Mapping[str, str] = {}) -> Callable[[str], NoReturn]:
    """A module's `__getattr__`; `instead` says for some names what to do."""

    def missing(name: str) -> NoReturn:
        # `__all__` first: looking at `ProcessPoolExecutor` would import all of multiprocessing
        is_real = name in getattr(real, "__all__", ()) or hasattr(real, name)
        if is_real and not (name.startswith("__") and name.endswith("__")):
            advice = instead.get(name, "leave it out, or run this part on plain Python")
            raise NotModelled(f"{real.__name__}.{name} is not modelled: {advice}")
        raise AttributeError(f"module '{real.__name__}' has no attribute '{name}'")

    return missing
