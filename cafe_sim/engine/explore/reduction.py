"""Source-DPOR with sleep sets: one walk for each trace, to the end.

Abdulla, Aronis, Jonsson, Sagonas: Optimal dynamic partial order reduction (POPL 2014), the algorithm with source sets. After each walk its
races are looked at: where two dependent steps could have come the other way round, an actor that would lead there is added
to what must still be tried at the earlier one's place (`backtrack`), unless something that leads there is on the list already. A *sleep
set* keeps what was tried at a place before, until something that depends on it happens: a walk in which only sleepers could go
repeats an earlier one and is abandoned.

What an actor would have done next counts, too: at a deadlock each pending acquire races with the acquires before it, and a
daemon thread that was cut off at the end races with the end.

The walk through the tree is depth first, and its state is the path of nodes. A reduction can be begun at a node of another's tree
(`below`): it explores what is under it, and races that point above come back as `requests`, (depth, actors).
"""

from __future__ import annotations

from collections.abc import Sequence

from cafe_sim.engine.explore.ordering import Ordering
from cafe_sim.engine.explore.walking import Footprint, Transition, Walk
from cafe_sim.errors import Misuse

Sleepers = dict[Transition, Footprint]


class Node:
    """A step's place in the tree: what could go, what was tried, what must still be."""

    __slots__ = ("backtrack", "chosen", "done", "footprint", "options", "sleep")

    def __init__(self, options: tuple[Transition, ...], sleep: Sleepers, chosen: Transition) -> None:
        self.options = options
        self.sleep = sleep
        self.backtrack = [chosen]
        self.done: Sleepers = {}
        self.chosen = chosen
        self.footprint: Footprint = {}

    def next(self) -> Transition | None:
        """What must still be tried."""
        for transition in self.backtrack:
            if transition not in self.done and transition not in self.sleep:
                return transition
        return None

    def add(self, actors: Sequence[int], preferred: int) -> bool:
        """Let one of `actors` be tried, unless one of them is on the list or asleep already."""
        able = [option for option in self.options if option.actor in actors]
        if not able or any(option in self.backtrack or option in self.sleep for option in able):
            return False
        self.backtrack.append(next((option for option in able if option.actor == preferred), able[0]))
        return True


class Reduction:
    """The strategy. Exhausted, every trace was walked once."""

    name = "every distinct schedule"

    def __init__(self) -> None:
        self.path: list[Node] = []
        self.exhausted = False
        self.redundant = False
        """The latest walk was abandoned: it would have repeated another."""
        self._depth = 0
        self._fresh = 0
        """Steps of the path that the walk before had in common with this one."""

    def begin(self) -> Reduction | None:
        """Make ready for the next walk; None if there is none."""
        if self.exhausted:
            return None
        self._depth = 0
        self.redundant = False
        return self

    def choose(self, walk: Walk, options: tuple[Transition, ...]) -> Transition | None:
        depth = self._depth
        self._depth += 1
        if depth < len(self.path):
            node = self.path[depth]
            if node.options != options:
                raise Misuse(NOT_REPEATABLE)
            return node.chosen
        sleep = self._sleepers(walk) if depth else {}
        awake = [option for option in options if option not in sleep]
        if not awake:
            self.redundant = True
            return None
        self.path.append(Node(options, sleep, awake[0]))
        return awake[0]

    def _sleepers(self, walk: Walk) -> Sleepers:
        parent = self.path[-1]
        made = walk.steps[-1].footprint
        return {
            sleeper: footprint
            for sleepers in (parent.sleep, parent.done)
            for sleeper, footprint in sleepers.items()
            if sleeper.actor != parent.chosen.actor and independent(footprint, made)
        }

    def end(self, walk: Walk, ordering: Ordering) -> None:
        """The walk is over: what does it show that must still be tried? Then on to the next."""
        if len(walk.steps) < len(self.path):
            raise Misuse(NOT_REPEATABLE)
        for node, step in zip(self.path, walk.steps, strict=True):
            node.footprint = step.footprint
        for first, second in ordering.races(self._fresh):
            self.path[first].add(ordering.initials(first, second), walk.steps[second].actor)
        if walk.complete:
            self._race_with_pending(walk, ordering)
        self._backtrack()

    def _race_with_pending(self, walk: Walk, ordering: Ordering) -> None:
        steps = walk.steps
        daemons = {actor.serial for actor in walk.execution.actors if actor.daemon}
        last = max((i for i, step in enumerate(steps) if step.actor not in daemons), default=-1)
        for step in walk.pending():
            firsts = list(ordering.races_of_pending(step))
            if walk.execution.state == "ended" and last >= 0:
                firsts.append(last)
            for first in firsts:
                actors = ordering.initials(first, len(steps))
                if not any(steps[i].actor == step.actor for i in range(first + 1, len(steps))):
                    actors.append(step.actor)
                self.path[first].add(actors, step.actor)

    def _backtrack(self) -> None:
        while self.path:
            node = self.path[-1]
            node.done[node.chosen] = node.footprint
            chosen = node.next()
            if chosen is not None:
                node.chosen = chosen
                self._fresh = len(self.path) - 1
                return
            self.path.pop()
        self.exhausted = True


NOT_REPEATABLE = "the program did not do the same twice under the same choices; take out what is random in it"


def independent(one: Footprint, other: Footprint) -> bool:
    """Could the two steps be exchanged?"""
    if len(other) < len(one):
        one, other = other, one
    return not any(thing in other and (changes or other[thing]) for thing, changes in one.items())
