"""Random walk: at each decision every option is as likely as any other."""

from __future__ import annotations

from random import Random

from cafe_sim.engine.explore.walks.steps import Transition
from cafe_sim.engine.explore.walks.walking import Walk

EARLY_MAX = 32
"""Turns that a walk makes early (see `walks.fairness`), at the most: one that makes nothing else finds nothing."""


class RandomWalk:
    """The strategy: walks `first` up to `first + count`, each with random numbers of its own."""

    name = "at random"

    def __init__(self, seed: int, first: int, count: int) -> None:
        self.seed = seed
        self.next = first
        self.end_at = first + count
        self._random = Random()

    def begin(self) -> RandomWalk | None:
        if self.next >= self.end_at:
            return None
        self._random = Random(f"{self.seed}/walk/{self.next}")
        self.next += 1
        return self

    def choose(self, walk: Walk, options: tuple[Transition, ...]) -> Transition | None:
        if walk.early >= EARLY_MAX:
            options = options[: walk.usual]
        return options[int(self._random.random() * len(options))] if len(options) > 1 else options[0]

    def end(self, walk: Walk) -> None:
        """Nothing to learn."""
