"""Source-DPOR with sleep sets: one walk for each trace, to the end.

Abdulla, Aronis, Jonsson, Sagonas: Optimal dynamic partial order reduction (POPL 2014), the algorithm with source sets.
After each walk its races are looked at: where two dependent steps could have come the other way round, an actor that
would lead there is added to what must still be tried at the earlier one's place (`backtrack`), unless something that
leads there is on the list already. A *sleep set* keeps what was tried at a place before, until something that depends
on it happens: a walk in which only sleepers could go repeats an earlier one and is abandoned.

What an actor would have done next counts, too: at a deadlock each pending acquire races with the acquires before it,
and a daemon thread that was cut off at the end races with the end (`walks.walking.END`).

The walk through the tree is depth first, and its state is the path of nodes. A reduction can be begun at a node of
another's tree (`below`): it explores what is under it, and races that point above come back as `requests`, (depth,
actors).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cafe_sim.engine.explore.walks.steps import Footprint, Transition
from cafe_sim.engine.explore.walks.walking import Walk
from cafe_sim.errors import Misuse

Sleepers = dict[Transition, Footprint]

EARLY_MAX = 8
"""Turns that a walk makes early (see `walks.fairness`), at the most."""

UNKNOWN: Footprint = {-1: True}
"""Of what is being tried somewhere else and has not been heard of yet, or cannot be told in another walk: nobody sleeps
on it.
"""


class Node:
    """A step's place in the tree: what could go, what was tried, what must still be."""

    __slots__ = ("backtrack", "done", "options", "sleep")

    def __init__(self, options: tuple[Transition, ...], sleep: Sleepers, first: Transition) -> None:
        self.options = options
        self.sleep = sleep
        self.backtrack = [first]
        self.done: Sleepers = {}

    def next(self, chosen: Transition | None = None) -> Transition | None:
        """What must still be tried, besides what is `chosen` already."""
        for transition in self.backtrack:
            if transition not in self.done and transition not in self.sleep and transition != chosen:
                return transition
        return None

    def add(self, actors: Sequence[int], preferred: int) -> bool:
        """Let one of `actors` be tried, unless one of them is on the list or asleep already."""
        able = [option for option in self.options if option.actor in actors]
        if not able or not self.sleep.keys().isdisjoint(able) or not set(able).isdisjoint(self.backtrack):
            return False
        self.backtrack.append(next((option for option in able if option.actor == preferred), able[0]))
        return True


class Request(NamedTuple):
    """A race found below that points above: let one of these be tried there."""

    depth: int
    actors: tuple[int, ...]
    preferred: int


class Reduction:
    """The strategy. Exhausted, every trace below where it began was walked once."""

    name = "every distinct schedule"

    def __init__(
        self, path: Sequence[Node] = (), choices: Sequence[Transition] = (), early_max: int = EARLY_MAX
    ) -> None:
        self.path = list(path)
        self.choices = list(choices)
        """By node: what is being tried there."""
        self.base = len(self.path)
        """Nodes above are another's: what should be tried there is asked for."""
        self.footprints: list[Footprint] = []
        """Of the steps of the latest walk that are still on the path."""
        self.requests: list[Request] = []
        self.early_max = early_max
        """How many turns a walk may make early."""
        self.held = False
        """Some were left out because of that."""
        self.exhausted = False
        self._depth = 0
        self._fresh = max(0, self.base - 1)
        """Steps that the walk before had in common with the next one."""

    def begin(self) -> Reduction | None:
        """Make ready for the next walk; None if there is none."""
        self._depth = 0
        return None if self.exhausted else self

    def choose(self, walk: Walk, options: tuple[Transition, ...]) -> Transition | None:
        depth = self._depth
        self._depth += 1
        if walk.usual < len(options) and walk.early >= self.early_max:
            options = options[: walk.usual]
            self.held = True
        if depth < len(self.path):
            if self.path[depth].options != options:
                raise Misuse(NOT_REPEATABLE)
            return self.choices[depth]
        sleep = self._sleepers(walk) if depth else {}
        awake = [option for option in options if option not in sleep]
        if not awake:
            return None
        node = Node(options, sleep, awake[0])
        if awake[0].length:
            node.backtrack = awake  # no race shows that a sleep could be longer
        self.path.append(node)
        self.choices.append(awake[0])
        return awake[0]

    def _sleepers(self, walk: Walk) -> Sleepers:
        parent, chosen = self.path[-1], self.choices[-1]
        if not (parent.sleep or parent.done):
            return {}
        made = walk.steps[-1].footprint
        return {
            sleeper: footprint
            for sleepers in (parent.sleep, parent.done)
            for sleeper, footprint in sleepers.items()
            if sleeper.actor != chosen.actor and footprint != UNKNOWN and independent(footprint, made)
        }

    def end(self, walk: Walk) -> None:
        """The walk is over: what does it show that must still be tried? Then on to the next."""
        if len(walk.steps) != len(self.path):
            raise Misuse(NOT_REPEATABLE)
        self.footprints = [UNKNOWN if step.fleeting else step.footprint for step in walk.steps]
        ordering = walk.ordering
        for first, second in ordering.races(self._fresh):
            self._try(first, ordering.initials(first, second), walk.steps[second].actor)
        if walk.complete:
            self._race_with_pending(walk)
        self._backtrack()

    def _try(self, depth: int, actors: Sequence[int], preferred: int) -> None:
        if self.path[depth].add(actors, preferred) and depth < self.base:
            self.requests.append(Request(depth, tuple(actors), preferred))

    def _race_with_pending(self, walk: Walk) -> None:
        pending = walk.pending()
        if not pending:
            return
        steps, ordering = walk.steps, walk.ordering
        for step in pending:
            for first in ordering.races_of_pending(step):
                actors = ordering.initials(first, len(steps))
                if not any(steps[i].actor == step.actor for i in range(first + 1, len(steps))):
                    actors.append(step.actor)
                self._try(first, actors, step.actor)

    def _backtrack(self) -> None:
        path, choices = self.path, self.choices
        while len(path) > self.base:
            node = path[-1]
            node.done[choices[-1]] = self.footprints[len(path) - 1]
            chosen = node.next()
            if chosen is not None:
                del self.footprints[len(path) - 1 :]
                choices[-1] = chosen
                self._fresh = len(path) - 1
                return
            path.pop()
            choices.pop()
        self.exhausted = True

    def share(self) -> int:
        """Leave the topmost of its own nodes that has more to try, and all above it, to somebody else; how many those
        are.

        What is tried there now counts as tried: what comes after may sleep on it, as it would in one process.
        """
        for depth in range(self.base, len(self.path) - 1):
            if self.path[depth].next(self.choices[depth]) is not None:
                for index in range(self.base, depth + 1):
                    self.path[index].done[self.choices[index]] = self.footprints[index]
                self.base = depth + 1
                return self.base
        return 0


NOT_REPEATABLE = "the program did not do the same twice under the same choices; take out what is random in it"


def independent(one: Footprint, other: Footprint) -> bool:
    """Could the two steps be exchanged?"""
    if len(other) < len(one):
        one, other = other, one
    return not any(thing in other and (changes or other[thing]) for thing, changes in one.items())
