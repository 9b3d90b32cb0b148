"""What operations are done to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.actor import Actor
    from cafe_sim.engine.kernel.execution import Execution


class Thing:
    """Anything with a serial that an operation is done to: the common part of every resource."""

    __slots__ = ("__weakref__", "clock", "execution", "serial", "waiting")

    def __init__(self, execution: Execution, kind: str, name: str = "") -> None:
        self.execution = execution
        self.serial = execution.register(kind, name)
        self.clock = 0
        self.waiting = 0
        """How many actors are parked wanting this."""

    def __hash__(self) -> int:
        return self.serial  # a program's set of locks is walked in the same order in every process

    def holders(self) -> list[Actor]:
        """The actors of which one must move for a waiting one to go on; empty where anybody might."""
        return []


class Life(Thing):
    """What others join: an actor, seen from outside."""

    __slots__ = ("actor",)

    def __init__(self, execution: Execution, actor: Actor) -> None:
        super().__init__(execution, "thread", actor.name)
        self.actor = actor

    def holders(self) -> list[Actor]:
        return [] if self.actor.done else [self.actor]
