"""`Semaphore` and `BoundedSemaphore`: tokens on a hook, first come, first served.

Whoever took a token is remembered until they give one back, because a deadlock is explained by who holds what. A
semaphore that is used for signalling (one gives what another takes) has no holders to name.
"""

from __future__ import annotations

import threading
from operator import attrgetter
from typing import TYPE_CHECKING

from cafe_sim.engine.kernel.execution import Thing, me
from cafe_sim.engine.kernel.shared.insides import look, refuse_insides
from cafe_sim.engine.kernel.spans import timeout_of

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.actor import Actor


class Semaphore(Thing):
    """`threading.Semaphore`."""

    __slots__ = ("__dict__", "_net", "initial", "place", "value")

    def __init__(self, value: int = 1, *, name: str = "") -> None:
        if value < 0:
            raise ValueError("semaphore initial value must be >= 0")
        super().__init__(me().execution, "semaphore", name)
        self.value = self.initial = value
        self.place = self.execution.place()
        self._net: dict[Actor, int] = {}
        """By actor: how many it took more than it gave. The same in whatever order takings and givings that don't
        depend on each other came.
        """
        made: dict[int, Semaphore] = self.execution.locals.setdefault(Semaphore, {})
        made[self.serial] = self

    def holders(self) -> list[Actor]:
        if any(net < 0 for net in self._net.values()):
            return []  # somebody gives what he never took: it is a signal, and anybody might give the next one
        return sorted((actor for actor, net in self._net.items() if net), key=attrgetter("serial"))

    def _available(self) -> bool:
        return self.value > 0

    def acquire(self, blocking: bool = True, timeout: float | None = None) -> bool:
        if not blocking and timeout is not None:
            raise ValueError("can't specify timeout for non-blocking acquire")
        actor = me()
        wait = timeout_of(timeout)
        if not blocking or wait == 0:
            return self._try(actor)
        if not self.execution.point(actor, "down", self, self._available, timeout=wait):
            return False
        self._take(actor)
        return True

    __enter__ = acquire

    def _try(self, actor: Actor) -> bool:
        execution = self.execution
        execution.point(actor, "try-down", self, silent=True)
        available = self.value > 0
        execution.record(actor, "try-down", self, available)
        if available:
            self._take(actor)
        else:
            execution.give_way(actor)
        return available

    def _take(self, actor: Actor) -> None:
        self.value -= 1
        self._net[actor] = self._net.get(actor, 0) + 1

    def release(self, n: int = 1) -> None:
        if n < 1:
            raise ValueError("n must be one or more")
        actor = me()
        self.execution.point(actor, "up", self, silent=True)
        fits = self._has_room(n)
        self.execution.record(actor, "up", self, n if fits else False)
        if not fits:
            raise ValueError("Semaphore released too many times")
        self._give_back(actor, n)

    def _has_room(self, n: int) -> bool:  # noqa: ARG002 - the bounded one's
        return True

    def _give_back(self, actor: Actor, n: int) -> None:
        self.value += n
        self.clock = actor.clock
        self._net[actor] = self._net.get(actor, 0) - n
        self.execution.disturb()

    def __exit__(self, *_: object) -> None:
        self.release()

    @property
    def _value(self) -> int:
        look(self)
        return self.value

    def __repr__(self) -> str:
        look(self)
        return f"<{type(self).__name__} {self.execution.object_names[self.serial].name} value={self.value}>"


class BoundedSemaphore(Semaphore):
    """`threading.BoundedSemaphore`: never more tokens than at first."""

    __slots__ = ("bound",)

    def __init__(self, value: int = 1, *, name: str = "") -> None:
        super().__init__(value, name=name)
        self.bound = value

    @property
    def _initial_value(self) -> int:
        return self.bound

    def _has_room(self, n: int) -> bool:
        return self.value + n <= self.bound


refuse_insides(Semaphore, threading.Semaphore())
