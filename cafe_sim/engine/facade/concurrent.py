"""`import concurrent`, as a program sees it: the package that holds `concurrent.futures`."""

from __future__ import annotations

import concurrent as real

from cafe_sim.engine.facade import concurrent_futures as futures
from cafe_sim.engine.facade.absence import refusing

__all__ = ["futures"]

__getattr__ = refusing(real)
