"""`import time`, as a program sees it: virtual time, counted from a fixed moment.

All clocks run alike: from 0 at the program's start, `time()` from `EPOCH`. CPU clocks count the seconds of `work`.
What only turns one form of a time into another is the real module's own.
"""

from __future__ import annotations

import time as real
from time import (
    altzone,
    asctime,
    daylight,
    mktime,
    strptime,
    struct_time,
    timezone,
    tzname,
)
from types import SimpleNamespace
from typing import Any

from cafe_sim.engine.facade.absence import refusing
from cafe_sim.engine.kernel.execution import me
from cafe_sim.engine.kernel.shared.cores import cpu_clock
from cafe_sim.engine.kernel.shared.sleeping import sleep
from cafe_sim.engine.kernel.trace import SECOND

__all__ = [
    "altzone",
    "asctime",
    "ctime",
    "daylight",
    "get_clock_info",
    "gmtime",
    "localtime",
    "mktime",
    "monotonic",
    "monotonic_ns",
    "perf_counter",
    "perf_counter_ns",
    "process_time",
    "process_time_ns",
    "sleep",
    "strftime",
    "strptime",
    "struct_time",
    "thread_time",
    "thread_time_ns",
    "time",
    "time_ns",
    "timezone",
    "tzname",
]

EPOCH = 1_704_096_000
"""Every program starts on Monday, 1 January 2024, at 08:00 UTC: the café opens."""

__getattr__ = refusing(real)


def monotonic_ns() -> int:
    actor = me()
    actor.clock_reads += 1
    return actor.clock


def monotonic() -> float:
    return monotonic_ns() / SECOND


perf_counter_ns = monotonic_ns
perf_counter = monotonic


def time_ns() -> int:
    return EPOCH * SECOND + monotonic_ns()


def time() -> float:
    return time_ns() / SECOND


def thread_time_ns() -> int:
    return cpu_clock(me())


def thread_time() -> float:
    return thread_time_ns() / SECOND


def process_time_ns() -> int:
    return sum(cpu_clock(actor) for actor in me().execution.actors)


def process_time() -> float:
    return process_time_ns() / SECOND


def _gmtime(seconds: float | None = None, /) -> struct_time:
    return real.gmtime(time() if seconds is None else seconds)


def _localtime(seconds: float | None = None, /) -> struct_time:
    return real.localtime(time() if seconds is None else seconds)


# static: logging and its kin keep these as class attributes, where a function would become a method
gmtime = staticmethod(_gmtime)
localtime = staticmethod(_localtime)


def ctime(seconds: float | None = None, /) -> str:
    return real.ctime(time() if seconds is None else seconds)


def strftime(format: str, moment: Any = None, /) -> str:
    return real.strftime(format, localtime() if moment is None else moment)


def get_clock_info(name: str, /) -> SimpleNamespace:
    real.get_clock_info(name)  # type: ignore[arg-type]  # refuses unknown names
    return SimpleNamespace(implementation="virtual", monotonic=name != "time", adjustable=False, resolution=1e-9)
