"""`import _thread`, as a program sees it: what threading is made of, on the same actors and locks."""

from __future__ import annotations

import _thread as real
from _thread import TIMEOUT_MAX, error
from typing import NoReturn

from cafe_sim.engine.facade.absence import refusing
from cafe_sim.engine.kernel.shared.locals import local as _local
from cafe_sim.engine.kernel.shared.locks import Lock, RLock
from cafe_sim.engine.kernel.shared.threads import get_ident, start_bare

__all__ = [
    "TIMEOUT_MAX",
    "LockType",
    "RLock",
    "_local",
    "allocate",
    "allocate_lock",
    "error",
    "exit",
    "exit_thread",
    "get_ident",
    "get_native_id",
    "start_new",
    "start_new_thread",
]

LockType = allocate_lock = allocate = Lock
get_native_id = get_ident
start_new_thread = start_new = start_bare


def exit() -> NoReturn:  # noqa: A001
    """End the thread that calls it."""
    raise SystemExit


exit_thread = exit

__getattr__ = refusing(real)
