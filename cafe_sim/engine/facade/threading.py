"""`import threading`, as a program sees it."""

from __future__ import annotations

import sys
import threading as real
from threading import TIMEOUT_MAX, BrokenBarrierError, ExceptHookArgs, ThreadError
from types import ModuleType

from cafe_sim.engine.facade.absence import refusing
from cafe_sim.engine.kernel.shared.barriers import Barrier
from cafe_sim.engine.kernel.shared.conditions import Condition
from cafe_sim.engine.kernel.shared.events import Event
from cafe_sim.engine.kernel.shared.locals import local
from cafe_sim.engine.kernel.shared.locks import Lock, RLock
from cafe_sim.engine.kernel.shared.semaphores import BoundedSemaphore, Semaphore
from cafe_sim.engine.kernel.shared.threads import (
    Thread,
    active_count,
    current_thread,
    get_excepthook,
    get_ident,
    main_thread,
    set_excepthook,
)
from cafe_sim.engine.kernel.shared.threads import default_excepthook as __excepthook__  # noqa: F401
from cafe_sim.engine.kernel.shared.threads import enumerate_threads as enumerate  # noqa: A004
from cafe_sim.engine.kernel.shared.timer import Timer

__all__ = [
    "TIMEOUT_MAX",
    "Barrier",
    "BoundedSemaphore",
    "BrokenBarrierError",
    "Condition",
    "Event",
    "ExceptHookArgs",
    "Lock",
    "RLock",
    "Semaphore",
    "Thread",
    "ThreadError",
    "Timer",
    "active_count",
    "current_thread",
    "enumerate",
    "excepthook",  # noqa: F822 - see `_Module`
    "get_ident",
    "get_native_id",
    "local",
    "main_thread",
]

get_native_id = get_ident
activeCount = active_count  # noqa: N816
currentThread = current_thread  # noqa: N816

_ORDER = "the engine sees every operation already; look at the trace"
__getattr__ = refusing(
    real,
    {
        "settrace": _ORDER,
        "settrace_all_threads": _ORDER,
        "setprofile": _ORDER,
        "setprofile_all_threads": _ORDER,
        "stack_size": "the engine's threads have the stack they have; leave the call out",
    },
)


class _Module(ModuleType):
    """The module with the one name that programs assign to; what they assign is their own execution's."""

    excepthook = property(
        lambda _module: get_excepthook(),
        lambda _module, hook: set_excepthook(hook),
        doc="Called with what a thread did not catch.",
    )


sys.modules[__name__].__class__ = _Module
