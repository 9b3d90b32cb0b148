"""Who waits for what, and for whom: the picture a deadlock is told from.

A *cycle* is a closed chain of actors each of which wants what the next one alone can give. It is noticed at the moment
it closes, which is when its last member begins to wait. A closed cycle is not yet a deadlock: any thread may release a
`Lock`, and a wait may time out, so nothing is cut short for it.
"""

from __future__ import annotations

from typing import NamedTuple

from cafe_sim.engine.kernel.actor import NEVER, Actor, Resource
from cafe_sim.engine.kernel.trace import Site


class Wait(NamedTuple):
    """One actor that cannot move."""

    actor: Actor
    op: str
    target: Resource | None
    """The lock, queue, thread … it waits for."""
    holders: tuple[Actor, ...]
    """Those of whom one must move first; empty where anybody might help."""
    site: Site
    """The program's line it stands on."""


def blocked(actor: Actor) -> bool:
    """Does the actor's pending operation have no transition at all, not even a time-out?"""
    return actor.guard is not None and actor.deadline == NEVER and not actor.guard()


def cycle_through(actor: Actor) -> tuple[Actor, ...]:
    """The cycle of waits that `actor`, which is blocked, is part of, from it onwards; empty if there is none."""
    path = [actor]
    last = actor
    while last.target is not None:
        holders = last.target.holders()
        if len(holders) != 1:
            break
        last = holders[0]
        if last is actor:
            return tuple(path)
        if last in path or last.guard is None or last.guard():
            break
        path.append(last)
    return ()
