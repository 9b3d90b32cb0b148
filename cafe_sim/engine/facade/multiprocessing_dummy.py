"""`import multiprocessing.dummy`, as a program sees it: threads under the names of processes."""

from __future__ import annotations

import multiprocessing.dummy as real
from collections.abc import Callable, Iterable
from typing import Any

from cafe_sim.engine.facade.absence import refusing
from cafe_sim.engine.facade.multiprocessing import freeze_support
from cafe_sim.engine.facade.queue import Queue
from cafe_sim.engine.facade.threading import (
    Barrier,
    BoundedSemaphore,
    Condition,
    Event,
    Lock,
    RLock,
    Semaphore,
)
from cafe_sim.engine.kernel.shared.thread_pools import ThreadPool

__all__ = [
    "Barrier",
    "BoundedSemaphore",
    "Condition",
    "Event",
    "JoinableQueue",
    "Lock",
    "Pool",
    "Queue",
    "RLock",
    "Semaphore",
    "freeze_support",
]

JoinableQueue = Queue


def Pool(
    processes: int | None = None, initializer: Callable[..., Any] | None = None, initargs: Iterable[Any] = ()
) -> ThreadPool:
    """A pool of threads."""
    return ThreadPool(processes, initializer, initargs)


__getattr__ = refusing(real, {"Process": "use threading.Thread"})
