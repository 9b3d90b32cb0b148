"""`import multiprocessing`, as a program sees it: the package of its pools of threads; other processes are refused."""

from __future__ import annotations

import multiprocessing as real
from multiprocessing import ProcessError, TimeoutError  # noqa: A004 - as it is called there

from cafe_sim.engine.facade import PROCESSES
from cafe_sim.engine.facade.absence import refusing
from cafe_sim.engine.kernel.execution import me

__all__ = ["ProcessError", "TimeoutError", "cpu_count", "freeze_support"]


def cpu_count() -> int:
    """The cores of this run."""
    return me().execution.cores


def freeze_support() -> None:
    """Of no use here, as in CPython outside of Windows."""


__getattr__ = refusing(real, dict.fromkeys(dir(real), PROCESSES))
