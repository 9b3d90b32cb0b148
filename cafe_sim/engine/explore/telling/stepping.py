"""Being the scheduler: an execution gone through by saying at each step who moves next, forward and back.

One `Walk` does everything, with a chooser that hands the baton back when it is told nothing more. So moves are what the
inspector's decisions are: one visible operation of one actor (its read, its write, its taking of a lock, or its running
out of time), with all that nobody else can see up to the next. What only one actor could ever do is no move either:
while it is all alone it goes by itself.

*Back* is a new execution of fewer moves, from the beginning; there is nothing else that could be undone. The moves that
were taken back are still *ahead*, until another is made in their place.

*A position is a schedule*: the moves made, and the default from there on. `Stepping.along` is the way back from a
schedule: at the beginning, with all of its moves ahead. A `Way` is the same as a plain value, which any process can
stand on again.
"""

from __future__ import annotations

import linecache
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from types import MappingProxyType
from typing import Final, NamedTuple, Self

from cafe_sim.engine.detect import Fault, Note
from cafe_sim.engine.explore.strategies.random_walk import RandomWalk
from cafe_sim.engine.explore.telling.pending import LineOf, Pending, SharedValue, pending, values
from cafe_sim.engine.explore.telling.replaying import replay
from cafe_sim.engine.explore.telling.story import StoryStep, told_since
from cafe_sim.engine.explore.walks.given import Given
from cafe_sim.engine.explore.walks.schedule import Place, Schedule
from cafe_sim.engine.explore.walks.steps import Transition
from cafe_sim.engine.explore.walks.subject import Subject
from cafe_sim.engine.explore.walks.visible import STARTS, Visible, learn_straight
from cafe_sim.engine.explore.walks.walking import FIRST_STEPS_MAX, Chooser, Walk
from cafe_sim.engine.kernel.execution import Execution, State
from cafe_sim.errors import Misuse

LEARNED_FROM: Final = 20
"""Executions."""


class Move(NamedTuple):
    """A move that was made."""

    transition: Transition
    start: int
    """How many events there were before."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where an execution stands that is gone through step by step. A plain value."""

    made: int
    """Moves up to here."""
    ahead: int
    """Moves that could be made again, or that a schedule still has in store."""
    following: int
    """Serial of the actor whose move is the next of these, 0 for none."""
    over: bool
    state: State
    actors: tuple[Pending, ...]
    """Everybody there ever was, by serial."""
    values: tuple[SharedValue, ...]
    """The shared cells."""
    since: tuple[StoryStep, ...]
    """What has happened since the last move was chosen."""
    preemptions: int


@dataclass(frozen=True, slots=True)
class Way:
    """A way through an execution, and how far along it somebody stands. A plain value."""

    places: tuple[Place, ...]
    """Where accesses are moves."""
    moves: tuple[Transition, ...]
    """Those made, and those ahead."""
    made: int
    lengths: tuple[tuple[int, Transition], ...] = ()
    """How long sleeps take whose length is not certain, by decision."""


class Hand:
    """The chooser: makes the moves it is given, and pauses where there is none; or makes them
    as another chooser would.
    """

    def __init__(self, guide: Chooser | None = None, lengths: Mapping[int, Transition] = MappingProxyType({})) -> None:
        self.guide = guide
        self.lengths = dict(lengths)
        """By decision: how long a sleep takes whose length is not certain. Nobody's move; as it is written, where
        nothing is said.
        """
        self.moves: list[Transition] = []
        self.made: list[Move] = []
        self.options: tuple[Transition, ...] = ()
        """Where it paused: what could go."""
        self.alone: int | None = None
        """How many events there were when one alone was left, after the last move."""

    def choose(self, walk: Walk, options: tuple[Transition, ...]) -> Transition | None:
        if options[0].length:
            if self.guide is not None:
                self.lengths[walk.decisions] = self.guide.choose(walk, options) or options[0]
            return self.lengths.get(walk.decisions, options[0])
        if len(walk.execution.pending()) == 1:
            if self.alone is None:
                self.alone = len(walk.execution.events)
            return options[0]
        if self.guide is not None:
            chosen = self.guide.choose(walk, options)
        elif len(self.made) < len(self.moves):
            chosen = self.moves[len(self.made)]
        else:
            self.options = options
            return None
        if chosen is not None:
            self.made.append(Move(chosen, len(walk.execution.events)))
            self.alone = None
        return chosen


def learn_widely(subject: Subject) -> tuple[Place, ...]:
    """What the default order and some at random teach. One execution alone may never come to a place, or share it with
    nobody.

    For a program that nobody has gone through in every order; of one without an end the first steps have to do.
    """
    visible = Visible()
    choosers: Iterable[Chooser] = chain([Given(())], iter(RandomWalk(0, 0, LEARNED_FROM).begin, None))
    for chooser in choosers:
        with Walk(subject, visible, chooser, FIRST_STEPS_MAX) as walk:
            walk.run()
            visible.learn(walk.execution)
            if walk.execution.crowded and STARTS not in visible.places:
                visible.learn_starts(walk.execution)  # or nobody would ever move but who starts them all
            elif not walk.complete:
                break  # as long as that, a few more would be too long to wait for
    return visible.frozen()


class Stepping:
    """One execution of a subject at a time, and where it stands. Use as a context manager, or close it."""

    def __init__(
        self,
        subject: Subject,
        places: Iterable[Place] | None = None,
        line_of: LineOf = linecache.getline,
        lengths: Mapping[int, Transition] = MappingProxyType({}),
    ) -> None:
        """`places`: where accesses are moves; by default those that one execution as `run` does it teaches. `lengths`
        of sleeps: as in `Way`.
        """
        self.subject = subject
        self.visible = Visible(learn_straight(subject) if places is None else places)
        self.divergence = ""
        """Of a schedule that was loaded: a sentence, if it no longer gives the trace it was made from."""
        self._line_of = line_of
        self._lengths = dict(lengths)
        self._ahead: list[Transition] = []
        """The next one last."""
        self._judged: tuple[Sequence[Fault], Sequence[Note]] | None = None
        self._begin([])

    @classmethod
    def along(cls, subject: Subject, schedule: Schedule, line_of: LineOf = linecache.getline) -> Self:
        """At the beginning of the execution that has this schedule, its moves ahead."""
        stepping = cls(subject, schedule.visible, line_of)
        stepping.divergence = replay(subject, schedule).divergence
        guided = Hand(Given(schedule.deviations))
        with Walk(subject, stepping.visible, guided) as walk:
            walk.run()
        stepping._lengths = guided.lengths
        stepping.to(0)
        stepping._ahead = [move.transition for move in reversed(guided.made)]
        return stepping

    @classmethod
    def on(cls, subject: Subject, way: Way, line_of: LineOf = linecache.getline) -> Self:
        """Where `way` says that one stands."""
        stepping = cls(subject, way.places, line_of, dict(way.lengths))
        stepping._ahead = list(reversed(way.moves))
        stepping.forward(way.made)
        return stepping

    def close(self) -> None:
        self._walk.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---- where it stands ---------------------------------------------------------------------

    @property
    def execution(self) -> Execution:
        """The execution as it stands, for reading."""
        return self._walk.execution

    @property
    def options(self) -> tuple[Transition, ...]:
        """What could go now, what the default rule would choose first. Empty when it is over."""
        return self._hand.options

    @property
    def made(self) -> tuple[Move, ...]:
        """The moves up to here."""
        return tuple(self._hand.made)

    @property
    def alone(self) -> int | None:
        """How many events there were when one alone was left, after the last move; None if none was."""
        return self._hand.alone

    @property
    def ahead(self) -> tuple[Transition, ...]:
        """The moves that `forward` would make, the next one first."""
        return tuple(reversed(self._ahead))

    @property
    def way(self) -> Way:
        """What it takes to stand here again."""
        made = [move.transition for move in self._hand.made]
        return Way(self.visible.frozen(), (*made, *self.ahead), len(made), tuple(self._lengths.items()))

    @property
    def over(self) -> bool:
        """Nothing is left to be chosen."""
        return not self._hand.options

    @property
    def preemptions(self) -> int:
        """How often somebody was left who could have gone on."""
        return self._walk.preemptions

    @property
    def preempted(self) -> int:
        """Serial of whoever is preempted if somebody else moves now, 0 for nobody."""
        first = next(iter(self.options), None)
        return first.actor if first is not None and self._walk.could_go_on(first) else 0

    def position(self) -> Position:
        """All there is to be seen."""
        execution, sees = self.execution, self.execution.sees
        assert sees is not None
        made = self._hand.made
        return Position(
            made=len(made),
            ahead=len(self._ahead),
            following=self._ahead[-1].actor if self._ahead else 0,
            over=self.over,
            state=execution.state,
            actors=tuple(pending(execution, self.options, self._line_of)),
            values=tuple(values(execution, sees)),
            since=told_since(execution.trace(), made[-1].start if made else 0, self._line_of),
            preemptions=self.preemptions,
        )

    def judge(self) -> tuple[Sequence[Fault], Sequence[Note]]:
        """Faults and notes of an execution that is over. Raises Misuse before."""
        if not self.over:
            raise Misuse(
                "the execution is not over yet, and nobody can say what will be wrong with it; go on to its end"
            )
        if self._judged is None:
            faults, notes = self.subject.judge(self.execution)
            self._judged = [fault.told() for fault in faults], notes
        return self._judged

    def schedule(self) -> Schedule:
        """The execution that comes here and then goes on by default."""
        subject, places = self.subject, self.visible.frozen()
        schedule = Schedule(subject.target, subject.digest, places, tuple(self._walk.deviations), "")
        return replace(schedule, trace=replay(subject, schedule).digest)

    # ---- going -------------------------------------------------------------------------------

    def move(self, actor: int) -> None:
        """Let the actor with that serial make its move, or run out of time if that is all it can do.

        Raises Misuse if it can't.
        """
        chosen = next((option for option in self.options if option.actor == actor), None)
        if chosen is None:
            raise Misuse(self._refusal(actor))
        if self._ahead and self._ahead[-1] == chosen:
            self._ahead.pop()
        else:
            self._ahead.clear()
        self._make([chosen])

    def forward(self, count: int = 1) -> None:
        """Make the next moves again that are ahead, as many as there are."""
        moves = [self._ahead.pop() for _ in range(min(count, len(self._ahead)))]
        self._make(moves)

    def back(self, count: int = 1) -> None:
        """Take the last moves back, as many as there are."""
        moves = [move.transition for move in self._hand.made]
        kept = max(0, len(moves) - count)
        self._ahead += reversed(moves[kept:])
        self._walk.close()
        self._begin(moves[:kept])

    def to(self, made: int) -> None:
        """Go where so many moves are made, back or forward; 0 begins anew."""
        now = len(self._hand.made)
        if made < now or not made:
            self.back(now - made)
        else:
            self.forward(made - now)

    def _begin(self, moves: Sequence[Transition]) -> None:
        self._hand = Hand(lengths=self._lengths)
        self._walk = Walk(self.subject, self.visible, self._hand)
        self._make(moves)

    def _make(self, moves: Sequence[Transition]) -> None:
        hand = self._hand
        hand.moves += moves
        hand.options = ()
        self._judged = None
        self._walk.abandoned = False  # it was only paused
        self._walk.run()

    def _refusal(self, actor: int) -> str:
        if self.over:
            return "it is over: step back to choose otherwise"
        rows = {row.serial: row for row in pending(self.execution, self.options, self._line_of)}
        if actor not in rows:
            return f"there is no actor {actor}; choose one of {sorted({option.actor for option in self.options})}"
        return f"{rows[actor].name} cannot move: {rows[actor].why}"
