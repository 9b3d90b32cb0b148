"""A loop's turns: the hot path, and the border that a walk up the stack does not cross.

Whoever looks for the program's line that did something walks up from there; what it finds above this file is done
by a callback, and must not be put down to the line that started the loop (`Recording` stops at `BORDER`).
"""

from __future__ import annotations

from heapq import heappop
from typing import TYPE_CHECKING

from cafe_sim.engine.kernel.actor import Teardown

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.actor import Actor
    from cafe_sim.engine.kernel.loop import Loop

SPINS = 1_000
"""Turns at one instant after which a loop is spinning: time then moves on as it would by itself."""


def turn_until_stopped(loop: Loop, actor: Actor) -> None:
    """Run `loop` until somebody stops it."""
    execution = loop.execution
    ready = loop._ready
    timers = loop._timers
    popleft = ready.popleft
    spins = 0
    while True:
        if not ready and not loop._stopping:
            loop.idle(actor)
            spins = 0
        else:
            spins += 1
            if spins > SPINS:
                loop.spin(actor)
                spins = 0
        if loop._handed_in:
            loop.take_in(actor)
        now = actor.clock
        while timers and timers[0][0] <= now:
            timer = heappop(timers)[2]
            timer._scheduled = False
            if timer._cancelled:
                loop._timers_cancelled -= 1
            else:
                ready.append(timer)
        execution.turns_left = left = execution.turns_left - 1
        if left < 0 or not left & 4095:
            loop.check_limits(actor)
        first = len(execution.events)
        todo = len(ready)
        while todo:
            try:
                while todo:
                    todo -= 1
                    handle = popleft()
                    handle._context.run(handle._callback, *handle._args)
                    if execution._closing:
                        raise Teardown
            except (SystemExit, KeyboardInterrupt, Teardown):
                raise
            except BaseException as error:
                loop.callback_failed(handle, error)
        if actor.clock != now:
            loop.stood(actor, now, first)
        if loop._stopping:
            return
