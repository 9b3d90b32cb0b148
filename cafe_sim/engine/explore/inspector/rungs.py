"""The rungs of the ladder: each hands its work out in slices, and takes what came of them.

A rung does not care where a slice is carried on; with several workers it hands out several at a time. `hand_out` gives
None when there is nothing to be done at the moment: because all is done (`finished`), or because what is left is in
others' hands.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from cafe_sim.engine.explore.strategies.bounding import Bounding
from cafe_sim.engine.explore.strategies.pct import Pct
from cafe_sim.engine.explore.strategies.random_walk import RandomWalk
from cafe_sim.engine.explore.strategies.reduction import EARLY_MAX, UNKNOWN, Node, Reduction
from cafe_sim.engine.explore.strategies.strategy import Strategy
from cafe_sim.engine.explore.walks.steps import Transition

ITEMS = 200
"""Schedules handed out at a time to be executed under a bound."""
EARLY_TURNS = (0, 1, 2, 4, EARLY_MAX)
"""How many early turns (see `walks.fairness`) a walk may have: one number after the other, while any are left out."""
SAMPLES = 200
"""Walks handed out at a time to be taken at random."""


class Handout(NamedTuple):
    """A slice of a rung's work."""

    strategy: Strategy
    token: Any
    """The rung knows it again by this."""


class Rung(Protocol):
    """One kind of search, as the master sees it."""

    @property
    def finished(self) -> bool:
        """Nothing is left, and nobody has anything in hand."""

    def hand_out(self) -> Handout | None:
        """A slice of the work."""

    def take(self, handout: Handout, strategy: Strategy) -> None:
        """A slice came back: what is left of it."""


class Bounded:
    """Preemption bounds, one after the other."""

    def __init__(self, bound_max: int) -> None:
        self.bound_max = bound_max
        self._left = Bounding(bound_max)
        self._begun = False
        self._out: list[int] = []
        """The bounds of what is in others' hands."""

    @property
    def bound(self) -> int:
        """The bound that is being worked on: all below are finished."""
        return min([self._left.bound, *self._out])

    @property
    def finished(self) -> bool:
        return self.bound > self.bound_max

    def hand_out(self) -> Handout | None:
        bound = self._left.bound
        if bound > self.bound:
            return None  # what comes back may still belong to a lower bound
        if self.finished:
            return None
        self._out.append(bound)
        if (
            not self._begun
        ):  # whoever begins goes on through all bounds: that is one and the same way for however many workers
            self._begun = True
            first, self._left = self._left, Bounding(self.bound_max, ())
            return Handout(first, bound)
        return Handout(self._left.part(ITEMS), bound)

    def take(self, handout: Handout, strategy: Strategy) -> None:
        assert isinstance(strategy, Bounding)
        self._out.remove(handout.token)
        self._left.add(strategy)


class _Unit:
    """One subtree that is explored by itself."""

    def __init__(self, above: list[Node], reduction: Reduction) -> None:
        self.above = above
        """The master's own nodes, down to the one under which it begins."""
        self.reduction = reduction
        self.begun = False


class Reduced:
    """Partial-order reduction of one tree, whose upper part belongs to the master as soon as
    there are several workers.

    Where loops that wait by asking could go round early for ever, there is a tree for each number of early turns, one
    after the other: what is said of the last one finished holds, whatever there was time for.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._levels = iter(EARLY_TURNS)
        self._early_max = next(self._levels)
        self._ready = [_Unit([], Reduction(early_max=self._early_max))]
        self.held = False
        """More early turns were left out of the tree that is worked on."""
        self.early: int | None = None
        """The trees with at most so many are finished; None: none is."""
        self._out: list[_Unit] = []
        self.begun = False
        """It has handed something out."""
        self._shared: list[tuple[list[Node], list[Transition]]] = []
        """The way to each node that the master owns: the nodes, itself included, and what was chosen above it."""

    @property
    def finished(self) -> bool:
        return not self._ready and not self._out and self._open() is None

    def _go_on(self) -> None:
        """A tree is finished: on to the next, if that could be any larger."""
        self.early = self._early_max
        level = next(self._levels, None) if self.held else None
        if level is not None:
            self._early_max, self.held = level, False
            self._shared.clear()
            self._ready.append(_Unit([], Reduction(early_max=level)))

    def hand_out(self) -> Handout | None:
        if not self._ready:
            unit = self._open()
            if unit is None:
                return None
            unit.above[-1].done[unit.reduction.choices[-1]] = UNKNOWN
            self._ready.append(unit)
        self.begun = True
        unit = self._ready.pop()
        self._out.append(unit)
        return Handout(unit.reduction, unit)

    def _open(self) -> _Unit | None:
        """Something to be tried at a node of the master's, if possible one where it is known what was tried."""
        for known in (True, False):
            for nodes, choices in self._shared:
                node = nodes[-1]
                transition = node.next()
                if transition is not None and not (known and UNKNOWN in node.done.values()):
                    return _Unit(nodes, Reduction(nodes, [*choices, transition], self._early_max))
        return None

    def take(self, handout: Handout, strategy: Strategy) -> None:
        assert isinstance(strategy, Reduction)
        unit: _Unit = handout.token
        self._out.remove(unit)
        base = len(unit.above)
        strategy.path[:base] = unit.above
        if base and strategy.footprints and not unit.begun:
            unit.begun = True
            unit.above[-1].done[strategy.choices[base - 1]] = strategy.footprints[base - 1]
        for request in strategy.requests:
            unit.above[request.depth].add(request.actors, request.preferred)
        strategy.requests.clear()
        self.held = self.held or strategy.held
        if strategy.exhausted:
            if self.finished:
                self._go_on()
            return
        unit.reduction = strategy
        if len(self._ready) + len(self._out) + 1 < self._workers and self._open() is None:
            self._share(unit)
        self._ready.append(unit)

    def _share(self, unit: _Unit) -> None:
        reduction, base = unit.reduction, len(unit.above)
        for depth in range(base, reduction.share()):
            unit.above = reduction.path[: depth + 1]
            self._shared.append((unit.above, reduction.choices[:depth]))
            unit.begun = True


class Sampled:
    """At random and by random priorities in turn, without end."""

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        self.steps = 1
        """About how long a walk is."""
        self._next = 0

    @property
    def finished(self) -> bool:
        return False

    def hand_out(self) -> Handout:
        turn, self._next = self._next, self._next + 1
        first = turn // 2 * SAMPLES
        if turn % 2:
            return Handout(Pct(self.seed, first, SAMPLES, self.steps), None)
        return Handout(RandomWalk(self.seed, first, SAMPLES), None)

    def take(self, handout: Handout, strategy: Strategy) -> None:  # noqa: ARG002 - the protocol's
        if isinstance(strategy, Pct):
            self.steps = max(self.steps, strategy.steps)
