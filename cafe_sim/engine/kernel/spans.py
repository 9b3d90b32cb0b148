"""Seconds as programs say them, turned into integer nanoseconds of virtual time, checked as CPython checks them."""

from __future__ import annotations

import math
import threading
from typing import SupportsIndex

from cafe_sim.engine.kernel.trace import SECOND

FOREVER = -1
"""A timeout that never ends, as `Execution.point` takes it."""


def nanoseconds(seconds: float | SupportsIndex) -> int:
    """Nearest nanosecond, and never none of a span that is one: a limiter that waits for its last 1e-17 s would wait
    for ever.

    Raises as CPython does: TypeError, ValueError for NaN, OverflowError beyond what a wait can be.
    """
    if not isinstance(seconds, float):
        if not hasattr(seconds, "__index__"):
            raise TypeError(f"'{type(seconds).__name__}' object cannot be interpreted as an integer")
        whole = seconds.__index__()
        _check(whole)
        return whole * SECOND
    if math.isnan(seconds):
        raise ValueError("Invalid value NaN (not a number)")
    _check(seconds)
    return round(seconds * SECOND) or int(seconds > 0)


def _check(seconds: float) -> None:
    if abs(seconds) > threading.TIMEOUT_MAX:
        raise OverflowError("timestamp out of range for platform time_t")


def timeout_of(seconds: float | None) -> int:
    """A `timeout=None` parameter: None waits for ever, less than nothing not at all."""
    return FOREVER if seconds is None else max(0, nanoseconds(seconds))
