"""`work(seconds)`: computing, which holds a core. `Execution.cores` is 1 with a GIL, n without.

A core is taken in turns: after a `QUANTUM` whoever works gives it back if somebody waits for one, and goes to the end
of the line. CPython's own switch interval is a tenth of ours; the shares are the same, the trace is shorter.

While nobody could ask for a core, a turn needn't end. So a turn lasts to the moment at which the next other actor could
act (but at least a quantum), and work that nobody disturbs is a single turn. Other workers don't count as "could act"
before their own work is done: until then they want nothing but the core that they have.

Under a caller's policy work only moves the clock: an operating system may give anybody a core at any time, so it orders
nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cafe_sim.engine.kernel.actor import NEVER, Actor
from cafe_sim.engine.kernel.execution import Execution, Thing, me
from cafe_sim.engine.kernel.spans import nanoseconds
from cafe_sim.engine.kernel.trace import SECOND

if TYPE_CHECKING:
    from typing import SupportsIndex

QUANTUM = SECOND // 20
"""How long a worker keeps a core that somebody else waits for (ns)."""


class Cores(Thing):
    """One execution's cores."""

    __slots__ = ("busy", "free", "spent")

    def __init__(self, execution: Execution) -> None:
        super().__init__(execution, "core", "core")
        self.free = execution.cores
        self.busy: dict[Actor, int] = {}
        """Who has a core, and when his work would be done if nobody else wanted it."""
        self.spent: dict[int, int] = {}
        """Nanoseconds worked, by actor serial."""

    def holders(self) -> list[Actor]:
        return list(self.busy)

    def is_free(self) -> bool:
        return self.free > 0


def _cores(execution: Execution) -> Cores:
    found: Cores | None = execution.locals.get("cores")
    if found is None:
        found = execution.locals["cores"] = Cores(execution)
    return found


def cpu_clock(actor: Actor) -> int:
    """Nanoseconds of `work` that an actor has done."""
    return _cores(actor.execution).spent.get(actor.serial, 0)


def work(seconds: float | SupportsIndex) -> None:
    """Compute for so long, on a core."""
    actor = me()
    left = nanoseconds(seconds)
    if left < 0:
        raise ValueError("work length must be non-negative")
    execution = actor.execution
    cores = _cores(execution)
    cores.spent[actor.serial] = cores.spent.get(actor.serial, 0) + left
    actor.fresh = True
    if execution.policy is not None or actor.quiet:
        execution.point(actor, "work", delay=left, detail=left)
        return
    while left > 0:
        left -= _turn(cores, actor, left)


def _turn(cores: Cores, actor: Actor, left: int) -> int:
    """Wait for a core, work on it for a while and give it back; how long it worked."""
    execution = actor.execution
    came = actor.clock
    execution.point(actor, "core", cores, cores.is_free, silent=True)
    if actor.clock > came:
        execution.record(actor, "core", cores)
    cores.free -= 1
    worked = 0
    try:
        while worked < left:
            cores.busy[actor] = actor.clock + left - worked
            turn = min(left - worked, max(QUANTUM, _next_other(cores, actor) - actor.clock))
            execution.point(actor, "work", delay=turn, silent=True)
            worked += turn
            if cores.waiting:
                break
    finally:
        del cores.busy[actor]
        cores.free += 1
        cores.clock = actor.clock
        execution.disturb()
    execution.record(actor, "work", cores, worked)
    return worked


def _next_other(cores: Cores, actor: Actor) -> int:
    """The earliest moment at which somebody might want a core: now, if somebody does."""
    if cores.waiting:
        return actor.clock
    moment = NEVER
    for other in actor.execution.pending():
        if other is not actor:
            moment = min(moment, cores.busy.get(other) or actor.execution.ready(other))
    return moment
