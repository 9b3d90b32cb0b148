"""`import concurrent.futures`, as a program sees it."""

from __future__ import annotations

import concurrent.futures as real
from concurrent.futures import (
    ALL_COMPLETED,
    FIRST_COMPLETED,
    FIRST_EXCEPTION,
    BrokenExecutor,
    CancelledError,
    Executor,
    InvalidStateError,
    TimeoutError,  # noqa: A004
)

from cafe_sim.engine.facade import concurrent_futures_thread as thread  # noqa: F401 - an attribute, as of the real one
from cafe_sim.engine.facade.absence import refusing
from cafe_sim.engine.kernel.shared.futures import Future, as_completed, wait
from cafe_sim.engine.kernel.shared.pools import ThreadPoolExecutor

__all__ = [
    "ALL_COMPLETED",
    "FIRST_COMPLETED",
    "FIRST_EXCEPTION",
    "BrokenExecutor",
    "CancelledError",
    "Executor",
    "Future",
    "InvalidStateError",
    "ThreadPoolExecutor",
    "TimeoutError",
    "as_completed",
    "wait",
]

_THREADS = "use ThreadPoolExecutor; to see n cores, run with --cores n"
__getattr__ = refusing(real, {"ProcessPoolExecutor": _THREADS, "InterpreterPoolExecutor": _THREADS})
