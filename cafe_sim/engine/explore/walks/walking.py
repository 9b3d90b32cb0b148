"""One execution, driven from decision to decision.

The kernel asks its policy before every operation. Most of that is no choice at all: operations that nobody else can see
(starts, joins, sleeps, whatever is done at a place that is not visible) are done at once. What is left are *steps*,
each one visible operation and all the private ones up to the next; where more than one could go, that is a *decision*,
and a `Chooser` makes it.

*Order of options.* First the default: the actor that moved last goes on, unless it cannot or has yielded (it slept, a
wait of its ran out of time, a try failed, a turn of a loop saw nothing new). Then others by the time at which they are
ready, yielders last. A `Deviation` is the number of a decision and the index of the option that was taken instead.

*Preemption.* Leaving an actor that could go on and has not yielded.

*Fairness.* Whoever asks again and again in vain is left out as long as others can move, and the walk is then `cut`;
whoever goes round again, at all, comes last (`fairness`).

*Sleeps of tasks.* Where an execution has a `range`, each sleep is tried at its shortest, its usual and its longest: a
decision of its own, in the middle of a step. Where its sleeps may last (`outlasting`), one of them at a time does.
(Between threads a sleep orders nothing anyway.)

*Footprint.* The objects that a step touched, and whether it changed them; read off the events it left and the operation
it was chosen for. Two steps can be exchanged, and nobody can tell, unless an object is in both footprints and one of
them changed it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from typing import Protocol, Self

from cafe_sim.engine.explore.walks.fairness import Fairness
from cafe_sim.engine.explore.walks.ordering import Ordering
from cafe_sim.engine.explore.walks.schedule import Deviation
from cafe_sim.engine.explore.walks.standstill import BALANCED, Standstill
from cafe_sim.engine.explore.walks.steps import LENGTHS, OTHERWISE, WINDOW, Step, Transition, is_going_round
from cafe_sim.engine.explore.walks.subject import Subject
from cafe_sim.engine.explore.walks.visible import ENDS, FIRST_STEPS, STARTS, Visible
from cafe_sim.engine.kernel.actor import NEVER, Actor
from cafe_sim.engine.kernel.execution import State
from cafe_sim.engine.kernel.operations import ACCESSES, CHANGES, FAMILY, OPERATIONS, YIELDS
from cafe_sim.engine.kernel.policies import Choice
from cafe_sim.engine.kernel.shared.cells import stays
from cafe_sim.engine.kernel.shared.semaphores import Semaphore
from cafe_sim.engine.kernel.trace import Row

STEPS_MAX = 20_000
"""Steps of one execution after which it is taken to be endless."""
FIRST_STEPS_MAX = 1_000
"""Steps that are looked at in each execution of a program that is known to be, or to have more than those."""
CROWD = 100
"""Where so many could go a step counts twice, where twice as many could three times, for it takes as long."""
SPINS_MAX = 100
"""Fruitless turns in a row, nobody else being able to move, after which an execution is taken to be livelocked."""
END = -2
"""In footprints: the program's end."""
ALL = 1 << 30
"""More options than there are."""

COMPLETE: frozenset[State] = frozenset({"ended", "stuck", "livelocked"})
"""States in which nothing can move any more."""

_PRIVATE = frozenset(op for op, row in OPERATIONS.items() if row.local or op in FAMILY)
_transition: partial[Transition] = partial(tuple.__new__, Transition)
_TOKENS = frozenset({"down", "try-down", "up"})
_MAY_BE_UNSEEN = _PRIVATE | _TOKENS


class Chooser(Protocol):
    """Makes the decisions of one walk."""

    def choose(self, walk: Walk, options: tuple[Transition, ...]) -> Transition | None:
        """One of `options`, the default first; None to abandon the walk.

        Asked at every step, also where there is but one.
        """


class Walk:
    """One execution of a subject. Use as a context manager; judge it before that ends."""

    def __init__(self, subject: Subject, visible: Visible, chooser: Chooser, steps_max: int = STEPS_MAX) -> None:
        self.chooser = chooser
        self._steps_max = min(steps_max, FIRST_STEPS_MAX) if FIRST_STEPS in visible.places else steps_max
        self._crowding = 0
        """What its steps count as more than one."""
        self._visible = visible
        self._ends_are_seen = ENDS in visible.places
        self._private = _PRIVATE - {"exit"} if self._ends_are_seen else _PRIVATE
        self.steps: list[Step] = []
        self.family: list[tuple[int, Row]] = []
        """Starts, begins, exits and joins, each with how many steps there were before it."""
        self.deviations: list[Deviation] = []
        self.decisions = 0
        self.preemptions = 0
        self.cut = False
        """Something that could have gone was left out as unfair, or the walk was too long."""
        self._too_long = False
        self.early = 0
        """Turns that somebody made early …"""
        self.usual = ALL
        """… and how many of the options that there are now, the first ones, are no such turns."""
        self.waits = False
        """There was such a turn to be made."""
        self.unusual = 0
        """Sleeps that were not as long as written."""
        self.abandoned = False
        """The chooser had no use for it any more."""
        self.execution = subject.execution(self)
        self.execution.sees = self._sees = visible.sees(self.execution)
        self.execution.starts_are_seen = STARTS in visible.places
        self.execution.by_themselves = frozenset({"start", "begin"}) if self._ends_are_seen else FAMILY
        if self.execution.range or self.execution.outlasting is not None:
            self.execution.varies = self._vary
        self._current: dict[int, Step] = {}
        """By actor: its latest step."""
        self._seen = 0
        """Events looked at up to now."""
        self._made = 0
        self._last = 0
        self._yielded: set[int] = set()
        self._changed_at = 0
        """How many steps there were when something last changed for good."""
        self._fairness = Fairness(self.execution)
        self._spins = 0
        self._endless: dict[tuple[int, int], int] = {}
        """Turns of loops without a way out before the first of those spins."""
        self._standstill = Standstill(self.execution)

    def run(self) -> State:
        """To its end, or until it is abandoned; the execution's state then."""
        execution = self.execution
        execution.run()
        self._catch_up()
        if self._spins > SPINS_MAX:
            execution.livelock()
        elif self._standstill.askers:
            execution.livelock(self._standstill.askers)
        return execution.state

    def close(self) -> None:
        self.execution.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def complete(self) -> bool:
        """It went to where nothing can move any more."""
        return self.execution.state in COMPLETE

    @property
    def cost(self) -> int:
        """What it is put down under by whoever bounds: preemptions, turns that were early, and sleeps that were not as
        long as written.
        """
        return self.preemptions + self.early + self.unusual

    @property
    def length(self) -> int:
        """Of how many steps it is, as far as the time goes that they take."""
        return len(self.steps) + self._crowding

    @property
    def first_steps(self) -> int:
        """How many steps it had when it was left as too long, or had used up what it may use; 0 if neither."""
        return len(self.steps) if self._too_long or self.execution.state == "spent" else 0

    @cached_property
    def ordering(self) -> Ordering:
        """The partial order of its steps, once it is over."""
        return Ordering(self.steps, self.family, len(self.execution.actors))

    def pending(self) -> list[Step]:
        """For every actor that has not ended: the step it would have made next."""
        steps = []
        for actor in self.execution.pending():
            if actor.target is not None and not self._is_private(actor):
                step = Step.never_made(actor)
                if actor.daemon:
                    step.footprint[END] = False
                steps.append(step)
        return steps

    def could_go_on(self, first: Transition) -> bool:
        """Is the first of the options now that of whoever moved last, who has not yielded? Others would preempt it."""
        return first.actor == self._last and not first.times_out and self._last not in self._yielded

    # ---- the policy ------------------------------------------------------------------------

    def choose(self, enabled: Sequence[Choice], current: int) -> Choice | None:  # noqa: ARG002
        """Whatever nobody can see, at once; else as the chooser says."""
        execution = self.execution
        actors = execution.actors
        if len(self.steps) + self._crowding >= self._steps_max:
            self.cut = self._too_long = True
            return None
        if len(execution.rows) > self._seen:
            self._catch_up()
            if self._seen >= self._standstill.next and self._standstill.reached({c.actor for c in enabled}):
                return None
        unchanged = len(self.steps) - self._changed_at
        if unchanged >= WINDOW and not unchanged % WINDOW and is_going_round(self.steps[-WINDOW:]):
            self.cut = True
            return None
        if self.abandoned:
            return None
        fair, fairness = enabled, self._fairness
        if fairness.rounds:
            if fairness.all_go_round(enabled) and self._standstill.comes_round({c.actor for c in enabled}):
                return None
            fair = [c for c in enabled if not fairness.is_in_vain(actors[c.actor - 1], c.times_out)]
            if not fair:
                return self._spin(enabled)
            self.cut = self.cut or len(fair) < len(enabled)
        if self._standstill.suspected:
            fair = fairness.by_turns(fair)  # what nobody sees is else done by the first who can
        again = fairness.again
        for choice in fair:
            if not choice[1]:
                actor = actors[choice[0] - 1]
                if actor.target is None or (actor.op in _MAY_BE_UNSEEN and self._is_unseen(actor, actor.target.serial)):
                    if again and choice[0] in again and actor.op in YIELDS:
                        continue
                    return choice
        return self._decide_or_yield(fair) if again else self._decide(fair)

    def _decide_or_yield(self, fair: Sequence[Choice]) -> Choice | None:
        """Who goes round another time, and did nothing in between that anybody could see, lets all others go first."""
        actors, again = self.execution.actors, self._fairness.again
        moving = [c for c in fair if c.times_out or c.actor not in again or actors[c.actor - 1].op not in YIELDS]
        if not moving:
            return self._fairness.by_turns(fair)[0]
        self.cut = self.cut or len(moving) < len(fair)
        return self._decide(moving)

    def _is_unseen(self, actor: Actor, thing: int) -> bool:
        return self._is_private(actor) or self._is_hidden(actor.op, thing)

    def _is_private(self, actor: Actor) -> bool:
        """Can nobody else see what it is about to do?"""
        op = actor.op
        return op in self._private and not (op == "join" and self._ends_are_seen and actor.deadline < NEVER)

    def _is_hidden(self, op: str, thing: int) -> bool:
        """Is it done to a semaphore that has a token for everybody?"""
        if op not in _TOKENS:
            return False
        semaphore = self.execution.locals.get(Semaphore, {}).get(thing)
        return semaphore is not None and self._visible.hides(semaphore)

    def _decide(self, enabled: Sequence[Choice]) -> Choice | None:
        execution, last, yielded = self.execution, self._last, self._yielded
        several = len(enabled) > 1
        if several:
            # the default first: whoever moved last, if it has not yielded; yielders last
            ranked = [((late := c[1] or c[0] in yielded) or c[0] != last, late, c[2], c[0], c) for c in enabled]
            ranked.sort()
            enabled = [each[4] for each in ranked]
            if len(enabled) >= CROWD:
                self._crowding += len(enabled) // CROWD
        self.usual = ALL
        if several and self._fairness.rounds:
            enabled, self.usual = self._fairness.early_last(enabled)
            self.waits = self.waits or self.usual < len(enabled)
        options = tuple([_transition((c[0], c[1], 0)) for c in enabled])
        chosen = self.chooser.choose(self, options)
        if chosen is None:
            self.abandoned = True
            return None
        actor, first = chosen[0], options[0]
        step = Step(chosen, options, execution.actors[actor - 1])
        if self._ends_are_seen:
            self._relate_to_end(step, execution.actors[actor - 1])
        step.start = self._seen
        step.usual = self.usual
        step.costly = first[0] == last and not first[1] and last not in yielded  # `could_go_on`, in line
        index = 0
        if several:
            if chosen is not first and chosen != first:
                index = options.index(chosen)
                self.deviations.append(Deviation(self.decisions, index))
                self.preemptions += step.costly
                self.early += index >= step.usual
            self.decisions += 1
        self.steps.append(step)
        self._current[actor] = step
        self._made = len(execution.object_names)
        self._last = actor
        yielded.discard(actor)
        self._fairness.again.discard(actor)
        return enabled[index]

    def _relate_to_end(self, step: Step, actor: Actor) -> None:
        """With the last of those that are no daemons the program ends: daemons do nothing after that."""
        if actor.daemon:
            step.footprint[END] = False
        elif actor.op == "exit" and all(other is actor or other.daemon for other in self.execution.pending()):
            step.footprint[END] = True

    def _vary(self, seconds: float, site: int) -> float:
        """How long the sleep takes that a task is about to begin: a decision, and a step that touches nothing."""
        lengths = self._lengths(seconds, site)
        if len(lengths) == 1:
            return seconds
        actor = self.execution.running
        assert actor is not None
        self._catch_up()
        options = tuple([Transition(actor.serial, length=number) for number in range(1, len(lengths) + 1)])
        chosen = self.chooser.choose(self, options)
        if chosen is None:
            self.abandoned = True
            return seconds
        step = Step(chosen, options, actor)
        step.op, step.target, step.footprint = "choose", 0, {}
        step.start = self._seen
        step.costly = True
        self._made = len(self.execution.object_names)
        self.steps.append(step)
        self._current[step.actor] = step
        index = options.index(chosen)
        if index:
            self.deviations.append(Deviation(self.decisions, index))
            self.unusual += 1
            self.execution.record(actor, "note", None, (OTHERWISE, lengths[index], seconds), site)
        self.decisions += 1
        return lengths[index]

    def _lengths(self, seconds: float, site: int) -> tuple[float, ...]:
        """How long the sleep may take, first as written: where it may last (`outlasting`), that is one of them at a
        time.
        """
        execution = self.execution
        if execution.outlasting is None:
            return tuple([seconds * (1 + length * execution.range) for length in LENGTHS])
        lasting = seconds if self.unusual else execution.outlasting(seconds, site)
        return (seconds,) if lasting == seconds else (seconds, lasting)

    def _spin(self, enabled: Sequence[Choice]) -> Choice | None:
        """Nobody can move but those who ask again and again: some turns more, and then it is a livelock."""
        actors = self.execution.actors
        if all(actors[c.actor - 1].spinning for c in enabled):
            endless = self.execution.turned_for_ever
            if not self._spins or (self._spins == SPINS_MAX and endless != self._endless):
                self._spins, self._endless = 0, dict(endless)  # a loop without a way out is meant to go on
            self._spins += 1
            return None if self._spins > SPINS_MAX else enabled[self._spins % len(enabled)]
        return self._fairness.by_turns(enabled)[0]

    # ---- what happened -----------------------------------------------------------------------

    def _catch_up(self) -> None:  # noqa: C901 - one loop over every event: hot
        """Put the events since the last decision down to the steps they belong to."""
        execution = self.execution
        rows, sees, current, fairness = execution.rows, self._sees, self._current, self._fairness
        for index in range(self._seen, len(rows)):
            row = rows[index]
            _, actor, _, op, target, site, detail = row
            if op in ACCESSES:
                if not sees(site):
                    continue
                changes = op in CHANGES
            else:
                ends = False
                if op in FAMILY:
                    self.family.append((len(self.steps), row))
                    fairness.related(row)
                    ends = op == "exit" and self._ends_are_seen
                elif op in YIELDS or (detail is False and op[:4] == "try-"):
                    self._yielded.add(actor)
                    if op[:4] != "try-":
                        fairness.yielded(row, execution.woken.get(index, row[2]))
                if op in _PRIVATE and op != "timeout" and not ends:
                    continue
                if op in _TOKENS and self._is_hidden(op, target):
                    continue
                changes = ends or (op in CHANGES and detail is not False)
            news = changes and op not in BALANCED
            if fairness.rounds:
                news = news and not stays(rows, index)
                fairness.touched(actor, target, news)
            if news:
                self._spins = 0
                self._changed_at = len(self.steps)
            step = current.get(actor)
            if step is None:
                continue
            step.events.append(row)
            if target >= self._made:
                if execution.object_names[target].kind != "cell":
                    continue
                step.fleeting = True
            if target and (changes or target not in step.footprint):
                step.footprint[target] = changes
        self._seen = len(rows)
