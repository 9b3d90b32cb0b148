"""`import concurrent.futures.thread`, as a program sees it."""

from __future__ import annotations

import concurrent.futures.thread as real
from concurrent.futures.thread import BrokenThreadPool

from cafe_sim.engine.facade.absence import refusing
from cafe_sim.engine.kernel.shared.pools import ThreadPoolExecutor

__all__ = ["BrokenThreadPool", "ThreadPoolExecutor"]

__getattr__ = refusing(real)
