"""The round: every interleaving of a small program, each one executed from the start.

No reduction is done, except that an operation nobody else can see is done at once and is no choice: sleeps, starts and
joins, whatever is done to an object that is not contended (see `dependence`). Which objects are contended is learned:
when an execution shows a new one, all that was counted is thrown away and the round begins anew, for
deciding it along the way would miss orders. A sleep orders nothing. A turn of a loop that saw nothing new is not
repeated before somebody else has changed something; where that cut anything off, the round is not complete.

Counted are interleavings (orders of choices), traces (classes of interleavings that differ only in the order of operations
that do not depend on each other), and of both, how many go wrong. A data race alone is no going wrong: it is there in
every order, also in those that come out right.

The round gives up, and says so, beyond `interleavings_max`; it never says that it saw all of them when it did not.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cafe_sim.engine.detect import Fault, find
from cafe_sim.engine.explore.dependence import Contention, canonical, is_private
from cafe_sim.engine.kernel.actor import Actor
from cafe_sim.engine.kernel.execution import Choice, Execution, Policy
from cafe_sim.engine.kernel.operations import OPERATIONS
from cafe_sim.errors import Misuse

INTERLEAVINGS_MAX = 5_000
MOVES_MAX = 20_000
"""Transitions of one execution after which it is taken to be endless."""
SPINS_MAX = 100
"""Fruitless turns in a row, nobody else being able to move, after which an interleaving is taken to be livelocked."""


class Move(NamedTuple):
    """One transition of a schedule."""

    actor: int
    times_out: bool


Schedule = tuple[Move, ...]
"""Every transition of an execution, from its first: `Execution.step` through them gives that execution again."""

Judge = Callable[[Execution], Sequence[Fault]]


@dataclass(frozen=True, slots=True)
class Found:
    """A fault, and in how many orders it shows."""

    fault: Fault
    interleavings: int
    schedule: Schedule
    """One order in which it shows: with the fewest preemptions, the first of those."""
    preemptions: int


@dataclass(frozen=True, slots=True)
class Round:
    """What is known after some or all interleavings."""

    interleavings: int
    traces: int
    wrong: int
    """Interleavings with a fault other than a data race."""
    wrong_traces: int
    found: tuple[Found, ...]
    complete: bool
    """Every interleaving was walked."""
    gave_up: str = ""
    """Why not, where the round ended without having walked all of them."""


def walk(
    make: Callable[[Policy], Execution],
    judge: Judge = lambda execution: find(execution)[0],
    *,
    interleavings_max: int = INTERLEAVINGS_MAX,
) -> Iterator[Round]:
    """Walk every interleaving of the execution that `make(policy)` gives, telling what is known after each one.

    `judge` looks at each run-out execution before it is closed. Stop whenever you like; the last `Round` is the result.
    """
    contention = Contention()
    while not (yield from _walk_as_known(make, judge, interleavings_max, contention)):
        pass


def _walk_as_known(
    make: Callable[[Policy], Execution], judge: Judge, interleavings_max: int, contention: Contention
) -> Generator[Round, None, bool]:
    """Walk with what is known to be contended; False as soon as an execution shows that there is more."""
    tree = _Tree(contention)
    tally = _Tally()
    while tally.interleavings < interleavings_max:
        with make(tree) as execution:
            tree.begin(execution)
            execution.run()
            if tree.livelocked:
                execution.livelock()
            if contention.learn(execution.events, execution.object_names):
                return False
            if execution.state in ("spent", "paused"):
                yield tally.round(False, "one of the orders does not come to an end")
                return True
            tally.count(tree, judge(execution), canonical(execution.events, execution.object_names, contention.objects))
        tree.next()
        if tree.exhausted:
            yield tally.round(not tree.cut, _CUT if tree.cut else "")
            return True
        yield tally.round(False, "")
    yield tally.round(False, f"there are more than {interleavings_max:,} orders")
    return True


def round_of(
    make: Callable[[Policy], Execution],
    judge: Judge = lambda execution: find(execution)[0],
    *,
    interleavings_max: int = INTERLEAVINGS_MAX,
) -> Round:
    """The whole round at once."""
    return deque(walk(make, judge, interleavings_max=interleavings_max), maxlen=1)[0]


_CUT = "turns of loops in which nothing new was to be seen were left out"


class _Tally:
    """Counts of a round."""

    def __init__(self) -> None:
        self.interleavings = 0
        self._wrong = 0
        self._traces: set[bytes] = set()
        self._wrong_traces: set[bytes] = set()
        self._found: dict[tuple[object, ...], Found] = {}

    def count(self, tree: _Tree, faults: Sequence[Fault], trace: bytes) -> None:
        """One more interleaving."""
        self.interleavings += 1
        self._traces.add(trace)
        if any(fault.kind != "data-race" for fault in faults):
            self._wrong += 1
            self._wrong_traces.add(trace)
        for fault in faults:
            key = (fault.kind, *sorted((site.file, site.line) for site in fault.sites))
            old = self._found.get(key)
            if old is None:
                self._found[key] = Found(fault, 1, tuple(tree.moves), tree.preemptions)
            elif tree.preemptions < old.preemptions:
                self._found[key] = Found(fault, old.interleavings + 1, tuple(tree.moves), tree.preemptions)
            else:
                self._found[key] = Found(old.fault, old.interleavings + 1, old.schedule, old.preemptions)

    def round(self, complete: bool, gave_up: str) -> Round:
        """The counts as they stand."""
        return Round(
            self.interleavings,
            len(self._traces),
            self._wrong,
            len(self._wrong_traces),
            tuple(self._found.values()),
            complete,
            gave_up,
        )


class _Branch:
    """A moment at which several could move, and which of them does in the interleaving being walked."""

    __slots__ = ("index", "options")

    def __init__(self, options: list[Move]) -> None:
        self.options = options
        self.index = 0


class _Tree:
    """The policy that walks the tree of choices depth first, one execution for each of its leaves."""

    def __init__(self, contention: Contention) -> None:
        self._contention = contention
        self._path: list[_Branch] = []
        self._depth = 0
        self.exhausted = False
        self.cut = False
        """Some fruitless turn was left out."""
        self.moves: list[Move] = []
        self.preemptions = 0
        self._execution: Execution | None = None
        self._last = 0
        self._spins = 0
        self.livelocked = False

    def begin(self, execution: Execution) -> None:
        """Another execution, the next leaf."""
        self._execution = execution
        self._depth = self._last = self._spins = self.preemptions = 0
        self.moves = []
        self.livelocked = False

    def next(self) -> None:
        """Go on to the next leaf."""
        while self._path and self._path[-1].index + 1 == len(self._path[-1].options):
            self._path.pop()
        if self._path:
            self._path[-1].index += 1
        else:
            self.exhausted = True

    # ---- the policy ------------------------------------------------------------------------

    def choose(self, enabled: Sequence[Choice], current: int) -> Choice | None:  # noqa: ARG002
        """Whatever nobody can see, at once; else as the path says."""
        execution = self._execution
        assert execution is not None
        if len(self.moves) >= MOVES_MAX:
            return None
        choices = [c for c in enabled if not self._is_fruitless(execution, execution.actors[c.actor - 1], c)]
        if not choices:
            return self._spin(execution, enabled)
        self.cut = self.cut or len(choices) < len(enabled)
        for choice in choices:
            if self._is_private(execution, execution.actors[choice.actor - 1], choice):
                self.moves.append(Move(choice.actor, choice.times_out))
                return choice
        chosen = self._branch(choices)
        if self._last != chosen.actor and any(c.actor == self._last for c in choices):
            self.preemptions += 1
        self._last = chosen.actor
        self._spins = 0
        self.moves.append(Move(chosen.actor, chosen.times_out))
        return chosen

    def _branch(self, choices: list[Choice]) -> Choice:
        if len(choices) == 1:
            return choices[0]
        # the one who moved last first: then the first interleavings have the fewest preemptions
        choices = sorted(choices, key=lambda c: (c.actor != self._last, c.actor, c.times_out))
        options = [Move(c.actor, c.times_out) for c in choices]
        if self._depth == len(self._path):
            self._path.append(_Branch(options))
        branch = self._path[self._depth]
        self._depth += 1
        if branch.options != options:
            raise Misuse("the program did not do the same twice under the same choices; take out what is random in it")
        return choices[branch.index]

    def _is_private(self, execution: Execution, actor: Actor, choice: Choice) -> bool:
        if choice.times_out:
            return False
        if actor.target is None or is_private(actor.op):
            return True
        named = execution.object_names[actor.target.serial]
        self._contention.meet((named.kind, named.name), actor.target)
        return (named.kind, named.name) not in self._contention.objects

    def _is_fruitless(self, execution: Execution, actor: Actor, choice: Choice) -> bool:
        """Has it looked and gone round twice already, with nothing changed by anybody since?"""
        if not (choice.times_out or actor.spinning or actor.op == "sleep"):
            return False
        looked = choice.times_out or actor.spinning
        rounds = site = 0
        for event in reversed(execution.events):
            if event.actor == actor.serial and event.op in ("sleep", "yield", "timeout"):
                if rounds and event.site != site:
                    return False  # one sleep after another, not one again and again
                rounds += 1
                site = event.site
                looked = looked or event.op == "timeout"
                if rounds == 2:
                    return looked
            elif not is_private(event.op):
                if OPERATIONS[event.op].changes and event.detail is not False:
                    return False
                looked = looked or event.actor == actor.serial
        return False

    def _spin(self, execution: Execution, enabled: Sequence[Choice]) -> Choice | None:
        """Nobody can move but those who ask again and again: some turns more, and then it is a livelock."""
        if all(execution.actors[c.actor - 1].spinning for c in enabled):
            self._spins += 1
            if self._spins > SPINS_MAX:
                self.livelocked = True
                return None
        choice = enabled[self._spins % len(enabled)]
        self.moves.append(Move(choice.actor, choice.times_out))
        return choice
