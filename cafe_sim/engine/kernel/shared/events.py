"""`Event`: a bell that stays rung until somebody clears it.

Whoever waits when it is rung has heard it, even if it is cleared before they move; so `set(); clear()` is a pulse, as
in CPython. But nobody can tell whether another thread waits already or is only about to. So under a caller's policy a
waiter has heard a pulse if it moved while the bell was ringing, and otherwise came too late.
"""

from __future__ import annotations

import threading

from cafe_sim.engine.kernel.execution import Thing, me
from cafe_sim.engine.kernel.shared.insides import look, refuse_insides
from cafe_sim.engine.kernel.spans import timeout_of


class Event(Thing):
    """`threading.Event`."""

    __slots__ = ("__dict__", "_rings", "flag")

    def __init__(self, *, name: str = "") -> None:
        super().__init__(me().execution, "event", name)
        self.flag = False
        self._rings = 0

    def is_set(self) -> bool:
        self.execution.point(me(), "is-set", self)
        return self.flag

    isSet = is_set  # noqa: N815 - the old name is still there

    def set(self) -> None:
        actor = me()
        self.execution.point(actor, "set", self)
        actor.fresh = actor.fresh or not self.flag
        self.flag = True
        self._rings += 1
        self.clock = actor.clock
        self.execution.disturb()

    def clear(self) -> None:
        actor = me()
        self.execution.point(actor, "clear", self)
        actor.fresh = actor.fresh or self.flag
        self.flag = False
        self.execution.disturb()

    def wait(self, timeout: float | None = None) -> bool:
        """Until it is set; False if the time was over first."""
        actor = me()
        heard = self._rings

        def rung() -> bool:
            return self.flag or (self._rings != heard and self.execution.policy is None)

        return self.execution.point(actor, "await-set", self, rung, timeout=timeout_of(timeout))

    @property
    def _flag(self) -> bool:
        return self.is_set()

    def __repr__(self) -> str:
        look(self, "is-set")
        state = "set" if self.flag else "unset"
        return f"<Event {self.execution.object_names[self.serial].name}: {state}>"


refuse_insides(Event, threading.Event())
