"""`import multiprocessing.pool`, as a program sees it: the pool of threads."""

from __future__ import annotations

import multiprocessing.pool as real

from cafe_sim.engine.facade import PROCESSES
from cafe_sim.engine.facade.absence import refusing
from cafe_sim.engine.kernel.shared.pool_results import AsyncResult
from cafe_sim.engine.kernel.shared.thread_pools import ThreadPool

__all__ = ["ThreadPool"]

ApplyResult = AsyncResult

__getattr__ = refusing(real, {"Pool": PROCESSES})
