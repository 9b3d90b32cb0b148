"""What screens are given of the inspector: his visit, and an order of events that goes wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cafe_sim.game.views.common import GOES_WRONG

if TYPE_CHECKING:
    from cafe_sim.game.pictures.charting import Charts
    from cafe_sim.game.views.common import FaultView, Stamp


@dataclass(frozen=True, slots=True)
class StepView:
    """One operation of an order of events that goes wrong."""

    actor: str
    text: str
    """ "reads till.total: 0.0"."""
    line: int
    mark: str = ""
    """What it has to do with what goes wrong (see `engine.explore.story`); "" if nothing."""
    aside: str = ""
    """What the mark means here: "derives from the 0.0 read before: what Bo wrote is lost"."""

    @property
    def is_wrong(self) -> bool:
        """It goes wrong here."""
        return self.mark in GOES_WRONG


@dataclass(frozen=True, slots=True)
class FailingView:
    """An order of events that goes wrong, operation by operation."""

    faults: tuple[FaultView, ...]
    """What is wrong with it, what came of it before how it came about."""
    seen: str
    """How often such an order comes: "one of 2 that go wrong"."""
    preemptions: int
    steps: tuple[StepView, ...]
    alternation: str
    """Who moved, in one line."""
    remedy: str
    """What would have ordered them, where no fault says it."""
    program: str
    code: str
    """The schedule, to be pasted elsewhere; "" if it fits no code."""
    charts: Charts | None = field(default=None, compare=False, repr=False)
    """All of it, to be looked at as a timeline and as a replay."""
    clock: Charts | None = field(default=None, compare=False, repr=False)
    """The same program as the clock would have it."""
    target: str = ""
    """What it is an order of: a level's id, a script."""


@dataclass(frozen=True, slots=True)
class VisitView:
    """The inspector's visit, under way or over."""

    title: str
    rung: str
    """What is being tried, in words; "" before there is anything, and when it is over."""
    schedules: int
    orders: int
    """Distinct ones."""
    seconds: float
    budget: float
    """Seconds that it may take."""
    found: int
    """Faults seen up to now."""
    stamp: Stamp
    """The verdict; "" while he is there."""
    words: str
    """The verdict in words that promise no more than was done."""
    more: str
    """Why it is not all that could be said; "" where it is."""
    failing: FailingView | None
    of_a_round: bool = False
    """What he saw is a level's round, and not everything that a program can do."""
