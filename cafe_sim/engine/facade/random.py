"""`random` inside a program: the module's own functions draw from the execution's seeded numbers
(`kernel/shared/drawing.py`).

Python promises that `random()` stays the same between versions; the other functions build on it here as they do there.
A `Random(seed)` of the program's own is the real one; `Random()` without a seed takes one from those numbers.
"""

from __future__ import annotations

import random as _real
from typing import Any

from cafe_sim.engine.facade.veil import veil
from cafe_sim.engine.kernel.shared.drawing import shared_stream, stream

_KEY = "random"


class Random(_real.Random):
    """A generator that is seeded from the execution unless the program seeds it."""

    def __init__(self, x: Any = None) -> None:
        super().__init__(stream(_KEY).random() if x is None else x)

    def seed(self, a: Any = None, version: int = 2) -> None:
        """Seed from `a`, or from the execution."""
        super().seed(stream(_KEY).random() if a is None else a, version)


def _of_stream(name: str) -> Any:
    def function(*args: Any, **named: Any) -> Any:
        return getattr(stream(_KEY), name)(*args, **named)

    function.__name__ = function.__qualname__ = name
    return function


for _name in (
    "betavariate", "binomialvariate", "choice", "choices", "expovariate", "gammavariate", "gauss", "getrandbits",
    "lognormvariate", "normalvariate", "paretovariate", "randbytes", "randint", "random", "randrange", "sample",
    "shuffle", "triangular", "uniform", "vonmisesvariate", "weibullvariate",
):  # fmt: skip
    if hasattr(_real.Random, _name):
        globals()[_name] = _of_stream(_name)


def getstate() -> Any:
    """Of the module's generator."""
    return shared_stream(_KEY).getstate()


def setstate(state: Any) -> None:
    """As it was when `state` was kept."""
    shared_stream(_KEY).setstate(state)


def seed(a: Any = None, version: int = 2) -> None:
    """Seed the module's generator from `a`; without one nobody can say what comes."""
    if a is None:
        stream(_KEY).seed(stream(_KEY).random())
    else:
        shared_stream(_KEY).seed(a, version)


SystemRandom = Random
veil(_real, globals())
