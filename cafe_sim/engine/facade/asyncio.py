"""What a program sees as `asyncio`: the real one, on loops that run on virtual time.

Most of asyncio works unmodified on `kernel.loop.Loop` and is passed through. What is told again is told in
the `asyncio_*` modules beside this one, each saying why. What reaches outside the program (streams, sockets, processes,
signals) is refused by name; a name that asyncio does not have stays an AttributeError.
"""

from __future__ import annotations

import asyncio as _real
from typing import Any

from cafe_sim.engine.facade.asyncio_running import (
    EventLoop,
    EventLoopPolicy,
    Runner,
    get_event_loop,
    get_event_loop_policy,
    new_event_loop,
    run,
    set_event_loop,
    set_event_loop_policy,
)
from cafe_sim.engine.facade.asyncio_queues import LifoQueue, PriorityQueue, Queue
from cafe_sim.engine.facade.asyncio_sync import Barrier, BoundedSemaphore, Condition, Event, Lock, Semaphore
from cafe_sim.engine.facade.asyncio_tasks import Future, Task
from cafe_sim.engine.facade.asyncio_threads import run_coroutine_threadsafe, to_thread
from cafe_sim.engine.facade.asyncio_waiting import TaskGroup, as_completed, gather, sleep, wait
from cafe_sim.errors import NotModelled

DefaultEventLoopPolicy = EventLoopPolicy
SelectorEventLoop = EventLoop

PASSED = frozenset(
    {
        "ALL_COMPLETED", "FIRST_COMPLETED", "FIRST_EXCEPTION",
        "AbstractEventLoop", "AbstractEventLoopPolicy", "Handle", "TimerHandle", "Timeout",
        "BrokenBarrierError", "CancelledError", "IncompleteReadError", "InvalidStateError", "LimitOverrunError",
        "QueueEmpty", "QueueFull", "QueueShutDown", "SendfileNotAvailableError", "TimeoutError",
        "all_tasks", "create_task", "current_task", "ensure_future", "get_running_loop", "iscoroutine",
        "iscoroutinefunction", "isfuture", "shield", "timeout", "timeout_at", "wait_for", "wrap_future", "coroutines", "exceptions", "eager_task_factory", "create_eager_task_factory",
    }
)  # fmt: skip
"""Names that are the real ones: plain and safe on any loop."""


def __getattr__(name: str) -> Any:
    if name.startswith("__") or not hasattr(_real, name):
        raise AttributeError(f"module 'asyncio' has no attribute {name!r}")
    if name in PASSED:
        return getattr(_real, name)
    raise NotModelled(f"asyncio.{name} is not modelled: a program has no network, processes or signals here; leave it out")


__all__ = sorted(
    [name for name in _real.__all__ if name in PASSED]
    + [
        "EventLoop", "Future", "Runner", "Task", "TaskGroup", "as_completed", "get_event_loop", "get_event_loop_policy",
        "new_event_loop", "run", "set_event_loop", "set_event_loop_policy", "sleep",
    ]
)  # fmt: skip
