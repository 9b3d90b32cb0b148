"""What screens are given of a run that is over: stars, figures, timeline, lesson."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cafe_sim.game.pictures.charting import Charts
    from cafe_sim.game.views.common import FaultView, Lane, Stamp
    from cafe_sim.game.views.inspector import FailingView
    from cafe_sim.game.views.prediction import Called


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure beside what it is held against."""

    name: str
    value: float
    unit: str
    par: float | None
    floor: float | None
    good: bool | None
    against: str = "par"
    """What it is held against is called."""
    text: str = ""
    """How to write the value, where a plain number is not it: money has two decimals."""


@dataclass(frozen=True, slots=True)
class ResultView:
    """After a run: stars, figures, timeline, lesson."""

    level: str
    title: str
    worked: bool
    """Worked this time (one run)."""
    served: int
    orders: int
    sound: bool
    par: bool
    light: bool
    always: str
    """What is known of other schedules, in words: "2 of all 6 distinct orders of this round go wrong"; never more than
    was done.
    """
    always_ok: bool | None
    figures: tuple[Figure, ...]
    faults: tuple[FaultView, ...]
    notes: tuple[str, ...]
    lanes: tuple[Lane, ...]
    ghost: Lane | None
    """A1: what a barista would have done."""
    ghost_text: str
    end: float
    lesson: tuple[str, ...]
    term: str
    python: str
    program: str
    new_stars: tuple[str, ...]
    """Names of stars won for the first time by this run."""
    next_level: str
    kept: tuple[str, ...] = ()
    """Names of stars that another run has won, and this one has not."""
    this_time: str = ""
    """What happened this time, where "worked" is not the word for it: a break level is won by breaking something."""
    stamp: Stamp = ""
    """The inspector's verdict, where he was asked."""
    failing: FailingView | None = None
    """An order of events that goes wrong, where he found one."""
    can_ask: bool = False
    """The day worked, and whether it always does the inspector could still say."""
    news: tuple[str, ...] = ()
    """What the player may do from now on: doors that this run has opened."""
    called: tuple[Called, ...] = ()
    """How the player's own predictions of this run turned out (see `days.prediction`)."""
    hints: tuple[str, ...] = ()
    """The level's three hints, made for this very plan (see `fixing.hints`); () where the level's own have to do."""
    charts: Charts | None = field(default=None, compare=False, repr=False)
    """The run as a timeline, where no plan says it all: a break level's is the player's own choice of moves."""
    moves: tuple[int, ...] = ()
    """Of a break level: serials of those who moved, in that order."""
