"""`Lock` and `RLock`: one scheduling point to take, one to give back.

Waiters are served first come, first served: that is the default policy's tie rule, nothing here. A lock's `owner` is
whoever took it. Anybody may release a `Lock`, so there the owner only serves to explain a deadlock.
"""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, NamedTuple

from cafe_sim.engine.kernel.execution import Thing, me
from cafe_sim.engine.kernel.shared.insides import look
from cafe_sim.engine.kernel.spans import FOREVER, nanoseconds

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.actor import Actor


class _Lockable(Thing):
    """What both kinds share: being taken and given back once."""

    __slots__ = ("owner",)

    def __init__(self, name: str = "") -> None:
        super().__init__(me().execution, "lock", name)
        self.owner: Actor | None = None

    def holders(self) -> list[Actor]:
        return [] if self.owner is None else [self.owner]

    def _free(self) -> bool:
        return self.owner is None

    def _take(self, actor: Actor, blocking: bool, timeout: float) -> bool:
        if not blocking and timeout != -1:
            raise ValueError("can't specify a timeout for a non-blocking call")
        wait = _wait_of(timeout)
        if not blocking or wait == 0:
            return self._try(actor)
        if not self.execution.point(actor, "acquire", self, self._free, timeout=wait):
            return False
        self.owner = actor
        return True

    def _try(self, actor: Actor) -> bool:
        execution = self.execution
        execution.point(actor, "try-acquire", self, silent=True)
        free = self.owner is None
        execution.record(actor, "try-acquire", self, free)
        if free:
            self.owner = actor
        else:
            execution.give_way(actor)
        return free

    def _give_back(self, actor: Actor) -> None:
        """The effect of a release, its point already passed."""
        self.owner = None
        self.clock = actor.clock
        if self.waiting:
            self.execution.disturb()

    def _is_locked(self) -> bool:
        self.execution.point(me(), "locked", self)
        return self.owner is not None

    def __exit__(self, *_: object) -> None:
        self.release()

    def release(self) -> None:
        raise NotImplementedError

    def __repr__(self) -> str:
        look(self, "locked")
        held = f"locked by {self.owner.name}" if self.owner else "unlocked"
        return f"<{held} {type(self).__name__} {self.execution.object_names[self.serial].name}>"


def _wait_of(timeout: float) -> int:
    if timeout == -1:
        return FOREVER
    if timeout < 0:
        raise ValueError("timeout value must be a non-negative number")
    if timeout > threading.TIMEOUT_MAX:
        raise OverflowError("timeout value is too large")
    return nanoseconds(timeout)


class Lock(_Lockable):
    """`threading.Lock`."""

    __slots__ = ()

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        return self._take(me(), blocking, timeout)

    def release(self) -> None:
        actor = me()
        self.execution.point(actor, "release", self, silent=True)
        if self.owner is None:
            self.execution.record(actor, "release", self, False)
            raise RuntimeError("release unlocked lock")
        self.execution.record(actor, "release", self)
        self._give_back(actor)

    def locked(self) -> bool:
        return self._is_locked()

    def __enter__(self) -> bool:
        return self.acquire()


class Saved(NamedTuple):
    """What a condition puts aside while it waits."""

    owner: Actor
    depth: int


class RLock(_Lockable):
    """`threading.RLock`: its owner may take it again, and gives it back as often."""

    if sys.version_info >= (3, 14):

        def locked(self) -> bool:
            return self._is_locked()

    __slots__ = ("depth",)

    def __init__(self, name: str = "") -> None:
        super().__init__(name)
        self.depth = 0

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        actor = me()
        if self.owner is actor:
            self.depth += 1
            return True
        if not self._take(actor, blocking, timeout):
            return False
        self.depth = 1
        return True

    def release(self) -> None:
        actor = me()
        if self.owner is not actor:
            raise RuntimeError("cannot release un-acquired lock")
        if self.depth > 1:
            self.depth -= 1
            return
        self.execution.point(actor, "release", self)
        self.depth = 0
        self._give_back(actor)

    def __enter__(self) -> bool:
        return self.acquire()

    # what `Condition` needs, by CPython's own names

    def _is_owned(self) -> bool:
        return self.owner is me()

    def _release_save(self) -> Saved:
        actor = me()
        saved = Saved(actor, self.depth)
        self.depth = 0
        self._give_back(actor)
        self.execution.record(actor, "release", self)
        return saved

    def _acquire_restore(self, saved: Saved) -> None:
        self._take(saved.owner, blocking=True, timeout=-1)
        self.depth = saved.depth
