"""What a strategy is: it says how the next walk chooses, and learns from each walk that is over.

A strategy is picklable between two walks, so that its work can be handed to another process in slices.
"""

from __future__ import annotations

from typing import Protocol

from cafe_sim.engine.explore.walks.walking import Chooser, Walk


class Strategy(Protocol):
    """One way of going through schedules."""

    @property
    def name(self) -> str:
        """What is tried now, in words: "1 preemption"."""

    def begin(self) -> Chooser | None:
        """Who makes the decisions of the next walk; None when there is none left."""

    def end(self, walk: Walk) -> None:
        """The walk is over, and not yet closed."""
