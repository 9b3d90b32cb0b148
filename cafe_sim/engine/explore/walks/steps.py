"""What walks are made of: a transition that could go, and the step that one which went has made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cafe_sim.engine.detect.livelock import border
from cafe_sim.engine.kernel.actor import NEVER, Actor
from cafe_sim.engine.kernel.operations import CHANGES
from cafe_sim.engine.kernel.trace import Row

WINDOW = 400
"""So many steps in which nothing changed for good, the same few over and over, and an execution is taken to be endless
before it is too long.
"""
REPEATED = 8
"""How often they must have come."""


class Transition(NamedTuple):
    """What could go: an actor's pending operation, or its running out of time."""

    actor: int
    times_out: bool = False
    length: int = 0
    """Which of its lengths, 1 being the one that is written, where a task's sleep may be of
    another; 0 everywhere else.
    """


LENGTHS = (0, -1, 1)
"""How long such a sleep is tried: as written, at its shortest, at its longest."""
OTHERWISE = "sleeps otherwise"
"""The note of a sleep that is not as long as written: (this, seconds, seconds as written)."""


Footprint = dict[int, bool]
"""By object: did the step change it? (Objects that the step itself made are not in it: nobody else has them.)"""


class Step:
    """One visible operation, with all private ones up to the next."""

    __slots__ = (
        "actor", "costly", "events", "fleeting", "footprint", "op", "options", "patient", "start", "target", "transition",
        "usual",
    )  # fmt: skip

    def __init__(self, transition: Transition, options: tuple[Transition, ...], actor: Actor) -> None:
        self.transition = transition
        self.actor = transition[0]
        self.options = options
        self.costly = False
        """Another option than the default would have been a preemption."""
        self.usual = len(options)
        """How many of the options, the first ones, are no early turns (see `fairness`)."""
        self.start = 0
        """Index of the first event that it may have left."""
        self.op = actor.op
        self.patient = actor.deadline == NEVER
        """It would have waited for ever."""
        self.events: list[Row] = []
        """What it left in the trace."""
        self.fleeting = False
        """It was the first to touch some cell, whose number therefore means nothing in another walk."""
        thing = actor.target
        self.target = 0 if thing is None else thing.serial
        self.footprint: Footprint = {} if thing is None else {thing.serial: False}
        """What it changes, its events will tell."""

    @classmethod
    def never_made(cls, actor: Actor) -> Step:
        """The step that an actor would have made next: what it would have changed, its operation must tell."""
        step = cls(Transition(actor.serial), (), actor)
        if step.target:
            step.footprint[step.target] = actor.op in CHANGES and actor.op[:4] != "try-"
        return step


def is_going_round(steps: Sequence[Step]) -> bool:
    """Do several make the same steps again and again?

    (Of one who does so alone the kernel says that it is a livelock.)
    """
    if len({step.actor for step in steps}) == 1:
        return False
    made = [(step.actor, step.op, step.target, step.events[:1] and step.events[0][5]) for step in steps]
    return (len(made) - border(made)) * REPEATED <= len(made)
