"""How an execution is steered from outside: choices, who makes them, and what it may use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Choice(NamedTuple):
    """A transition that could go now. Equal by value."""

    actor: int
    times_out: bool
    ready: int
    """Virtual nanoseconds at which the default policy would let it go."""


class Policy(Protocol):
    """Decides who moves next."""

    def choose(self, enabled: Sequence[Choice], current: int) -> Choice | None:
        """Pick from `enabled` (never empty, by serial); `current` is the running actor's serial or 0.

        None hands the baton back to the driving thread.
        """


class Limits(NamedTuple):
    """What one execution may use before it is stopped as inconclusive: seconds of real time, not minutes."""

    events: int = 3_000_000
    """Some 200,000 orders of a café, half a gigabyte: more than any script that is meant to end."""
    actors: int = 5_000
    """Threads that it may start."""
    turns: int = 20_000_000
    """Turns of loops and calls of program code; a decision who moves next counts as `DECISION` of them."""


LIMITS = Limits()

DECISION = 16
"""Turns of a loop that one decision takes the time of, roughly."""
