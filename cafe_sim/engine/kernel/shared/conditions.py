"""`Condition`: waiting is one operation (which gives the lock back), being notified another, taking the lock again a
third.

The line of waiters is first in, first out. A waiter whose time is over leaves the line only when it has the lock again:
a notification that comes in between is spent on it, and lost, as in CPython.
"""

from __future__ import annotations

import sys
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from cafe_sim.engine.kernel.execution import Thing, me
from cafe_sim.engine.kernel.shared.insides import look, refuse_insides
from cafe_sim.engine.kernel.shared.locks import Lock, RLock
from cafe_sim.engine.kernel.spans import timeout_of
from cafe_sim.engine.kernel.trace import SECOND


class _Ticket:
    """One waiter's place in the line."""

    __slots__ = ("called",)

    def __init__(self) -> None:
        self.called = False

    def is_called(self) -> bool:
        return self.called


class Condition(Thing):
    """`threading.Condition`, on a `Lock`, an `RLock` (the default) or anything with `acquire` and `release`."""

    __slots__ = ("__dict__", "_line", "lock")

    def __init__(self, lock: Any = None, *, name: str = "") -> None:
        super().__init__(me().execution, "condition", name)
        self.lock = RLock() if lock is None else lock
        if lock is None:
            self.execution.owns(self.serial, self.lock.serial)
        self._line: deque[_Ticket] = deque()

    def acquire(self, *args: Any, **kwargs: Any) -> bool:
        taken: bool = self.lock.acquire(*args, **kwargs)
        return taken

    def release(self) -> None:
        self.lock.release()

    if sys.version_info >= (3, 14):

        def locked(self) -> bool:
            held: bool = self.lock.locked()
            return held

    def __enter__(self) -> bool:
        entered: bool = self.lock.__enter__()
        return entered

    def __exit__(self, *args: object) -> None:
        self.lock.__exit__(*args)

    def wait(self, timeout: float | None = None) -> bool:
        """Give the lock back, wait to be notified, take it again; False if the time was over first."""
        actor = me()
        execution = self.execution
        if not self._is_owned():
            raise RuntimeError("cannot wait on un-acquired lock")
        wait = timeout_of(timeout)
        execution.point(actor, "wait", self)
        ticket = _Ticket()
        self._line.append(ticket)
        saved = self._put_aside()
        try:
            called = execution.point(actor, "notified", self, ticket.is_called, timeout=wait)
        finally:
            self._take_again(saved)
        if not ticket.called:
            self._line.remove(ticket)
        if called:
            actor.fresh = True
        return called

    def wait_for(self, predicate: Callable[[], Any], timeout: float | None = None) -> Any:
        """Wait until `predicate()` is true, once at least if it is not, however small the timeout; its last value."""
        actor = me()
        until: int | None = None
        left = timeout
        result = predicate()
        while not result:
            if timeout is not None and until is None:
                until = actor.clock + timeout_of(timeout)
            elif until is not None:
                left = (until - actor.clock) / SECOND
                if left <= 0:
                    break
            self.wait(left)
            result = predicate()
        return result

    def notify(self, n: int = 1) -> None:
        """Call the first `n` waiters."""
        actor = me()
        if not self._is_owned():
            raise RuntimeError("cannot notify on un-acquired lock")
        self.execution.point(actor, "notify", self, detail=n)
        self.clock = actor.clock
        actor.fresh = True
        for _ in range(min(n, len(self._line))):
            self._line.popleft().called = True
        self.execution.disturb()

    def notify_all(self) -> None:
        self.notify(len(self._line))

    notifyAll = notify_all  # noqa: N815 - the old name is still there

    # ---- the lock underneath -----------------------------------------------------------------

    def _is_owned(self) -> bool:
        lock = self.lock
        if isinstance(lock, Lock):
            return lock.owner is me() or lock.locked()
        if hasattr(lock, "_is_owned"):
            return bool(lock._is_owned())
        if lock.acquire(False):
            lock.release()
            return False
        return True

    def _put_aside(self) -> Any:
        lock = self.lock
        if isinstance(lock, Lock):
            actor = me()
            lock._give_back(actor)
            self.execution.record(actor, "release", lock)
            return None
        if hasattr(lock, "_release_save"):
            return lock._release_save()
        return lock.release()

    def _take_again(self, saved: Any) -> None:
        if hasattr(self.lock, "_acquire_restore"):
            self.lock._acquire_restore(saved)
        else:
            self.lock.acquire()

    @property
    def _lock(self) -> Any:
        return self.lock

    @property
    def _waiters(self) -> deque[_Ticket]:
        look(self)
        return deque(self._line)

    def __repr__(self) -> str:
        look(self)
        return f"<Condition({self.lock!r}, {len(self._line)})>"


refuse_insides(Condition, threading.Condition())
