"""Random numbers of an execution, the same whenever it is executed.

Nobody can say who gets which number of a generator that several share and nobody has seeded: any may come to anyone. So
everybody has a stream of his own, and who draws first is no matter. A program that says where the numbers begin means
those very numbers: from then on all draw from one stream, and it matters.
"""

from __future__ import annotations

from random import Random

from cafe_sim.engine.kernel.actor import Actor
from cafe_sim.engine.kernel.execution import Execution, me
from cafe_sim.engine.kernel.shared.numbering import order_of_starts


def stream(purpose: str) -> Random:
    """The running actor's random numbers for one purpose; only `random()` is stable across versions."""
    actor = me()
    execution = actor.execution
    shared = purpose in _shared(execution)
    execution.draws += 1
    execution.at_draw(purpose, shared)
    key = purpose if shared else _own(actor, purpose)
    streams: dict[str, Random] = execution.locals.setdefault("streams", {})
    if key not in streams:
        streams[key] = Random(f"{execution.seed}/{key}")
    return streams[key]


def shared_stream(purpose: str) -> Random:
    """That of all for one purpose, from now on: the program says where it begins."""
    _shared(me().execution).add(purpose)
    return stream(purpose)


def _shared(execution: Execution) -> set[str]:
    shared: set[str] = execution.locals.setdefault("shared streams", set())
    return shared


def _own(actor: Actor, purpose: str) -> str:
    if actor.serial == 1:
        return purpose
    order_of_starts(actor.execution).look()
    return f"{purpose}/{actor.serial}"
