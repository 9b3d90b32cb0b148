"""`sleep`: time passes for one actor, and the others go on."""

from __future__ import annotations

from typing import SupportsIndex

from cafe_sim.engine.kernel.execution import me
from cafe_sim.engine.kernel.spans import nanoseconds


def sleep(seconds: float | SupportsIndex, /) -> None:
    """`time.sleep`."""
    actor = me()
    delay = nanoseconds(seconds)
    if delay < 0:
        raise ValueError("sleep length must be non-negative")
    if delay == 0 and actor.execution.policy is None:
        actor.execution.give_way(actor)
        return
    actor.fresh = True
    actor.execution.point(actor, "sleep", delay=delay, detail=actor.clock + delay, yielding=True)
