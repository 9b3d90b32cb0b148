"""`random` inside a program: the module's own functions draw from the execution's seeded stream.

Python promises that `random()` stays the same between versions; the other functions build on it here as they do there.
A `Random(seed)` of the program's own is the real one; `Random()` without a seed takes one from the stream.
"""

from __future__ import annotations

import random as _real
from typing import Any

from cafe_sim.engine.facade.veil import veil
from cafe_sim.engine.kernel.execution import me

_KEY = "random"


def _stream() -> _real.Random:
    return me().execution.stream(_KEY)


class Random(_real.Random):
    """A generator that is seeded from the execution unless the program seeds it."""

    def __init__(self, x: Any = None) -> None:
        super().__init__(_stream().random() if x is None else x)

    def seed(self, a: Any = None, version: int = 2) -> None:
        """Seed from `a`, or from the execution."""
        super().seed(_stream().random() if a is None else a, version)


def _of_stream(name: str) -> Any:
    def function(*args: Any, **named: Any) -> Any:
        return getattr(_stream(), name)(*args, **named)

    function.__name__ = function.__qualname__ = name
    return function


for _name in (
    "betavariate", "binomialvariate", "choice", "choices", "expovariate", "gammavariate", "gauss", "getrandbits", "getstate",
    "lognormvariate", "normalvariate", "paretovariate", "randbytes", "randint", "random", "randrange", "sample", "setstate",
    "shuffle", "triangular", "uniform", "vonmisesvariate", "weibullvariate",
):  # fmt: skip
    if hasattr(_real.Random, _name):
        globals()[_name] = _of_stream(_name)


def seed(a: Any = None, version: int = 2) -> None:
    """Seed the module's generator from `a`; without one, from the execution's own seed."""
    execution = me().execution
    _stream().seed(f"{execution.seed}/{_KEY}" if a is None else a, version)


SystemRandom = Random
veil(_real, globals())
