"""`import queue`, as a program sees it."""

from __future__ import annotations

import queue as real

from cafe_sim.engine.facade.absence import refusing
from cafe_sim.engine.kernel.shared.queues import Empty, Full, LifoQueue, PriorityQueue, Queue, SimpleQueue

__all__ = ["Empty", "Full", "LifoQueue", "PriorityQueue", "Queue", "SimpleQueue"]

if hasattr(real, "ShutDown"):
    ShutDown = real.ShutDown
    __all__ += ["ShutDown"]

__getattr__ = refusing(real)
