"""PCT: random priorities, and a few moments at which whoever moves falls behind all others.

Burckhardt, Kothari, Musuvathi, Nagarakatte: A randomized scheduler with probabilistic guarantees of finding bugs
(ASPLOS 2010). Of n actors and k steps, one walk finds a bug that needs d orders to be right (its depth) with
probability at least 1/(n·k^(d-1)).
"""

from __future__ import annotations

from random import Random

from cafe_sim.engine.explore.strategies.random_walk import EARLY_MAX
from cafe_sim.engine.explore.walks.steps import Transition
from cafe_sim.engine.explore.walks.walking import Walk

DEPTHS = (1, 2, 3)
"""Taken in turn."""


class Pct:
    """The strategy: walks `first` up to `first + count`. `steps`: about how long a walk is."""

    name = "by random priorities"

    def __init__(self, seed: int, first: int, count: int, steps: int) -> None:
        self.seed = seed
        self.next = first
        self.end_at = first + count
        self.steps = steps
        self._random = Random()
        self._priorities: dict[int, float] = {}
        self._falls: dict[int, int] = {}
        """By step: how far down whoever makes it falls after it."""

    def begin(self) -> Pct | None:
        if self.next >= self.end_at:
            return None
        self._random = Random(f"{self.seed}/priorities/{self.next}")
        depth = DEPTHS[self.next % len(DEPTHS)]
        self._priorities = {}
        self._falls = {int(self._random.random() * self.steps): -number for number in range(1, depth)}
        self.next += 1
        return self

    def choose(self, walk: Walk, options: tuple[Transition, ...]) -> Transition | None:
        if walk.early >= EARLY_MAX:
            options = options[: walk.usual]
        priorities = self._priorities
        for option in options:
            if option.actor not in priorities:
                priorities[option.actor] = self._random.random()
        chosen = max(options, key=lambda option: priorities[option.actor])
        fall = self._falls.get(len(walk.steps))
        if fall is not None:
            priorities[chosen.actor] = fall
        return chosen

    def end(self, walk: Walk) -> None:
        """How long walks are, for the moments of the next ones."""
        self.steps = max(self.steps, len(walk.steps))


def chance(actors: int, steps: int, depth: int, walks: int) -> float:
    """The least probability with which so many walks of that depth find a bug of that depth."""
    once: float = 1.0 / (max(1, actors) * max(1, steps) ** (depth - 1))
    missed: float = (1.0 - once) ** walks
    return 1.0 - missed
