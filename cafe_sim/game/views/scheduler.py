"""What the screen of a break level is given, and that of a round gone through by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Thought:
    """A part of a line that is more than one operation: read, think, write."""

    text: str
    when: Literal["done", "next", "later", "stuck"]


@dataclass(frozen=True, slots=True)
class ActorView:
    """Somebody who moves, or wants to."""

    name: str
    key: str
    next: str
    """Its pending operation in words: "write till.total"; "" when it has ended."""
    can_move: bool
    why: str
    """Why it cannot move, "" if it can."""
    line: int
    thoughts: tuple[Thought, ...] = ()
    """What the line it stands on consists of."""
    stale: str = ""
    """What it has in its head is no longer so: "old: 3.00 by now (v1)"; "" if it is."""
    head: str = ""
    """What it has read and goes on from: "has 0.00 in mind, read at v0"; "" for nothing."""


@dataclass(frozen=True, slots=True)
class MoveView:
    """A move that was made, and what came of it."""

    actor: str
    text: str
    """ "reads till.total: 0.00"."""
    wrong: str = ""
    """Why this is where it goes wrong; "" if it is not."""


@dataclass(frozen=True, slots=True)
class SharedView:
    """A shared value now."""

    name: str
    value: str
    version: int
    """How often it was written up to now."""
    by: str
    """Who wrote it last, "" where nobody did."""


@dataclass(frozen=True, slots=True)
class WayView:
    """A way from the beginning to the goal."""

    moves: tuple[MoveView, ...]
    preemptions: int


@dataclass(frozen=True, slots=True)
class SchedulerView:
    """A break level, or a round, at one moment."""

    title: str
    goal: str
    actors: tuple[ActorView, ...]
    moves: tuple[MoveView, ...]
    value: str
    """The shared value now: "till.total  3.00"; "" where no one value is what it is about."""
    program: str
    over: bool
    won: bool
    """The goal of the level is reached."""
    verdict: str
    """What came of it, once it is over, else ""."""
    good: bool = False
    """What came of it is what one would wish for."""
    ahead: tuple[str, ...] = ()
    """Whose moves were taken back, the next one first."""
    values: tuple[SharedView, ...] = ()
    """Everything they share."""
    after: tuple[MoveView, ...] = ()
    """What went by itself after the last move: only one was left, so nobody had a choice."""
    preemptions: int = 0
    """How often somebody was left who could have gone on."""
    preempted: str = ""
    """Whom somebody else preempts by moving now; "" where that is nobody."""
    shortest: WayView | None = None
    """The fewest moves, and of those the fewest preemptions, with which it can be done; None before it is done."""
