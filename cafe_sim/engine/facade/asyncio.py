"""What a program sees as `asyncio`: the real one, on loops that run on virtual time.

Most of asyncio works unmodified on `kernel.loops.loop.Loop` and is passed through. What had to be written anew is in
the `asyncio_*` modules beside this one, each saying why. What reaches outside the program (streams, sockets,
processes) is refused by name; a name that asyncio does not have stays an AttributeError.
"""

from __future__ import annotations

import asyncio as _real
from typing import Any

from cafe_sim.engine.facade.asyncio_loop import EventLoop
from cafe_sim.engine.facade.asyncio_queues import LifoQueue, PriorityQueue, Queue
from cafe_sim.engine.facade.asyncio_running import (
    AbstractEventLoopPolicy,
    EventLoopPolicy,
    Runner,
    get_event_loop,
    get_event_loop_policy,
    new_event_loop,
    run,
    set_event_loop,
    set_event_loop_policy,
)
from cafe_sim.engine.facade.asyncio_sync import Barrier, BoundedSemaphore, Condition, Event, Lock, Semaphore
from cafe_sim.engine.facade.asyncio_tasks import Future, Task
from cafe_sim.engine.facade.asyncio_threads import run_coroutine_threadsafe, to_thread, wrap_future
from cafe_sim.engine.facade.asyncio_waiting import (
    TaskGroup,
    as_completed,
    create_eager_task_factory,
    create_task,
    eager_task_factory,
    gather,
    sleep,
    wait,
)
from cafe_sim.errors import NotModelled

DefaultEventLoopPolicy = EventLoopPolicy
SelectorEventLoop = EventLoop

__all__ = [  # noqa: RUF022, F822 - first what is ours, then what `__getattr__` passes through
    "AbstractEventLoopPolicy",
    "Barrier",
    "BoundedSemaphore",
    "Condition",
    "Event",
    "EventLoop",
    "Future",
    "LifoQueue",
    "Lock",
    "PriorityQueue",
    "Queue",
    "Runner",
    "Semaphore",
    "Task",
    "TaskGroup",
    "as_completed",
    "create_task",
    "gather",
    "get_event_loop",
    "get_event_loop_policy",
    "new_event_loop",
    "run",
    "run_coroutine_threadsafe",
    "set_event_loop",
    "set_event_loop_policy",
    "sleep",
    "to_thread",
    "wait",
    "ALL_COMPLETED",
    "AbstractEventLoop",
    "BrokenBarrierError",
    "CancelledError",
    "FIRST_COMPLETED",
    "FIRST_EXCEPTION",
    "Handle",
    "InvalidStateError",
    "QueueEmpty",
    "QueueFull",
    "Timeout",
    "TimeoutError",
    "TimerHandle",
    "all_tasks",
    "current_task",
    "ensure_future",
    "get_running_loop",
    "iscoroutine",
    "iscoroutinefunction",
    "isfuture",
    "shield",
    "timeout",
    "timeout_at",
    "wait_for",
    "wrap_future",
]

_PASSED = {*__all__, "IncompleteReadError", "LimitOverrunError", "QueueShutDown", "SendfileNotAvailableError"}
_PASSED |= {"coroutines", "exceptions", "iscoroutinefunction"}

globals().update({name: getattr(_real, name) for name in _PASSED - globals().keys() if hasattr(_real, name)})


def __getattr__(name: str) -> Any:
    if name.startswith("__") or not hasattr(_real, name):
        raise AttributeError(f"module 'asyncio' has no attribute {name!r}")
    raise NotModelled(
        f"asyncio.{name} is not modelled: a program has no network, processes or signals here; leave it out"
    )


if not hasattr(_real, "eager_task_factory"):  # Python 3.11
    del eager_task_factory, create_eager_task_factory
