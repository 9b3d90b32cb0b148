"""The inspector: the ladder of strategies under a budget, on one process or many, and the verdict.

    1. one execution as `run` does it, which teaches what is visible
    2. preemption bounding: the first counterexample has the fewest preemptions
    3. partial-order reduction to the end: a certificate, if nothing is found
    4. when 70 % of the budget is spent: at random

Rungs 2 and 3 take turns, on separate trees; the end of 3 ends both. A fault other than a race ends the ladder as soon
as no schedule with fewer preemptions can show one, unless the search is to be exhaustive; for what comes of a race less
time is spent. When an execution shows that more is visible than was known, the rungs begin anew with it; what was found
stays.

Before a fault is reported, its schedule is executed twice more: both executions must show it, with the same trace.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from math import inf
from typing import NamedTuple, TypeVar

from cafe_sim.engine.detect import Fault
from cafe_sim.engine.explore.inspector.asking import GRACE, SLICE_SECONDS, Asking
from cafe_sim.engine.explore.inspector.budget import (
    EASIER_SHARE,
    FIRST_SECONDS,
    FIRST_WALKS,
    SYSTEMATIC_SHARE,
    USUAL,
    WORSE_SHARE,
    Budget,
)
from cafe_sim.engine.explore.inspector.confirming import Confirming
from cafe_sim.engine.explore.inspector.inspection import Finding, Inspection, Progress
from cafe_sim.engine.explore.inspector.rungs import Bounded, Handout, Reduced, Rung, Sampled
from cafe_sim.engine.explore.inspector.slices import (
    NONE_STOPS,
    Key,
    Report,
    Sighting,
    SliceTask,
    Tally,
    explore,
)
from cafe_sim.engine.explore.inspector.straight import Straight, go_straight
from cafe_sim.engine.explore.inspector.verdict import Done, verdict_of
from cafe_sim.engine.explore.processes.inline import Inline
from cafe_sim.engine.explore.strategies.pct import DEPTHS, Pct
from cafe_sim.engine.explore.walks.schedule import Place
from cafe_sim.engine.explore.walks.subject import Subject, as_subject
from cafe_sim.engine.explore.walks.visible import FIRST_STEPS
from cafe_sim.engine.explore.walks.walking import FIRST_STEPS_MAX, STEPS_MAX
from cafe_sim.engine.program import Program
from cafe_sim.errors import Misuse, WorkerLost

BOUND_MAX = 2
RUNGS = 3
"""That may take turns."""
STOPPED = "It was stopped before its time."

T = TypeVar("T")


def inspect(
    subject: Subject | Program,
    budget: Budget = USUAL,
    *,
    bound: int | None = None,
    exhaustive: bool = False,
    crew: Executor | None = None,
    workers: int = 1,
    progress: Callable[[Progress], object] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Inspection:
    """Look for schedules of `subject` that go wrong.

    `bound`: try only schedules with at most so many preemptions. `exhaustive`: go on after a fault, to the end, without
    sampling. `crew`: the executor that does the work, at most `workers` slices of it at a time; without one it is done
    in this thread. `progress` is told now and then how far it is. `stop` is asked often: once it says True, the verdict
    so far is returned, as it is after a KeyboardInterrupt.
    """
    hands = crew or Inline()
    return Inspector(as_subject(subject), budget, bound, exhaustive, hands, workers, progress, stop).inspect()


class _Flight(NamedTuple):
    """A slice in a worker's hands."""

    rung: Rung
    handout: Handout
    generation: int


class Inspector:
    """One inspection."""

    def __init__(
        self,
        subject: Subject,
        budget: Budget,
        bound: int | None,
        exhaustive: bool,
        crew: Executor,
        workers: int,
        progress: Callable[[Progress], object],
        stop: Callable[[], bool],
    ) -> None:
        self._subject = subject
        self._pickled = pickle.dumps(subject)
        self._budget = budget
        self._bound = bound
        self._exhaustive = exhaustive
        self._asking = Asking(crew, budget.seconds, subject.target)
        self._confirming = Confirming(self._asking, subject, self._pickled)
        self._workers = workers
        self._progress = progress
        self._stop = stop
        self._learned: tuple[Place, ...] = ()
        self._at_once: dict[Key, Fault] = {}
        """What goes wrong as `run` does it."""
        self._places: tuple[Place, ...] = ()
        self._generation = 0
        self._total = 0
        """Schedules executed, those before a new beginning included."""
        self._tally = Tally()
        self._dropped = Tally()
        """What was counted before a new beginning, as far as it is still asked for."""
        self._walks_by_priority = 0
        self._trouble = ""
        self._endless = ""
        """Why it comes to no end as `run` does it."""
        self._ended = False
        """It comes to an end as `run` does it."""
        self._lost = False
        """A slice did not come back: what it had to do is not done."""
        self._found_at = inf
        self._trying = "one execution as it is run"
        self._flights: dict[Future[Report], _Flight] = {}
        self._bounded = Bounded(BOUND_MAX if bound is None else bound)
        self._reduced = Reduced(workers)
        self._sampling = Sampled()
        self._turns = self._in_turn()

    # ---- the whole of it -------------------------------------------------------------------

    def inspect(self) -> Inspection:
        try:
            if self._go_straight():
                self._search()
        except KeyboardInterrupt:
            self._trouble = STOPPED if self._total else f"It was stopped{self._asking.standing} before its time."
        self._let_go()
        return self._result()

    def _go_straight(self) -> bool:
        """What `run` does teaches what is visible; False if it has no end, and its beginning shows nothing."""
        order = Straight(self._subject.target, self._pickled, max(self._budget.seconds - self._seconds, 0.0))
        report = self._answer(self._asking.ask(go_straight, order))
        if report is None:
            return False
        if report.endless:
            self._endless = f"Executed as it is, {report.endless}."
        if report.endless and report.hopeless:
            return False
        self._learned = report.learned
        self._begin_anew(report.places, report.steps)
        self._ended = report.ended
        if not self._endless:
            self._at_once = report.faults
            self._total += 1
        return True

    def _search(self) -> None:
        while not self._is_over():
            self._fill()
            if not self._flights:
                break
            done, _ = wait(self._flights, timeout=SLICE_SECONDS, return_when=FIRST_COMPLETED)
            for future in done:
                self._take(self._flights.pop(future), future)
            self._tell()

    def _let_go(self) -> None:
        """Nothing more is wanted of those who are still at work; whoever does not stop by himself is stopped."""
        if not self._trouble:
            wait(self._flights, timeout=GRACE)
        if not all(future.done() for future in self._flights):
            self._trouble = self._trouble or f"{self._asking.unanswered}."
            self._asking.drop()
        self._flights.clear()

    def _is_over(self) -> bool:
        if self._stop():
            self._trouble = self._trouble or STOPPED
            return True
        if self._lost or self._seconds >= self._time or self._total >= self._budget.schedules:
            return True
        if self._tally.is_over and not self._exhaustive:
            return self._is_easiest()
        if self._bound is not None:
            return self._bounded.finished
        return self._reduced.finished and not self._samples_too

    def _is_easiest(self) -> bool:
        """A fault that ends the search was found: can none have fewer preemptions, or is there no time to look?"""
        sightings = self._tally.sightings.values()
        least = min(sighting.preemptions for sighting in sightings if sighting.fault.kind not in NONE_STOPS)
        self._found_at = min(self._found_at, self._seconds)
        return self._bounded.bound >= least or self._seconds - self._found_at > EASIER_SHARE * self._budget.seconds

    @property
    def _first_steps(self) -> bool:
        """Only the first steps of each execution are looked at: it has no end, or takes too many."""
        return FIRST_STEPS in self._places

    @property
    def _samples_too(self) -> bool:
        """From the beginning on: where an execution has no end, there is none to what is tried in order."""
        return self._first_steps and not self._systematic

    @property
    def _systematic(self) -> bool:
        return self._exhaustive or self._bound is not None

    @property
    def _seconds(self) -> float:
        return self._asking.seconds

    @property
    def _time(self) -> float:
        """How many seconds are spent on looking."""
        return self._budget.seconds * (WORSE_SHARE if self._tally.sightings and not self._systematic else 1.0)

    # ---- handing out -----------------------------------------------------------------------

    def _in_turn(self) -> Iterator[Rung]:
        while True:
            yield self._bounded
            if self._bound is None:
                yield self._reduced
                if self._samples_too:
                    yield self._sampling

    def _fill(self) -> None:
        # the first slice goes alone, and longer: what is soon found is the same, however many workers there are
        workers, seconds, walks = self._workers, SLICE_SECONDS, self._budget.schedules
        if not self._tally.schedules:
            workers, seconds, walks = 1, FIRST_SECONDS, FIRST_WALKS
        idle = 0
        while len(self._flights) < workers and idle < RUNGS:
            rung = self._next_rung()
            handout = rung.hand_out()
            if handout is None:
                idle += 1
                continue
            idle = 0
            left = max(0.0, self._budget.seconds - self._seconds)
            task = SliceTask(
                self._subject.target,
                self._pickled,
                self._places,
                handout.strategy,
                self._exhaustive,
                max(1, min(walks, self._budget.schedules - self._total)),
                min(seconds, max(0.0, self._time - self._seconds)),
                left,
            )
            self._trying = handout.strategy.name
            self._flights[self._asking.ask(explore, task)] = _Flight(rung, handout, self._generation)

    def _next_rung(self) -> Rung:
        if self._tally.is_over and not self._exhaustive:
            return self._bounded
        if not self._systematic and self._seconds > SYSTEMATIC_SHARE * self._time:
            return self._sampling if self._reduced.begun else self._reduced  # of one thread, it may be one schedule
        return next(self._turns)

    # ---- taking back -----------------------------------------------------------------------

    def _take(self, flight: _Flight, future: Future[Report]) -> None:
        report = self._answer(future)
        if report is None:
            return
        self._total += report.tally.schedules
        if report.late:
            self._lost = True
            self._trouble = f"The time was over before an execution was{report.late}."
        if report.places:
            self._begin_anew(report.places, report.tally.steps)
        if flight.generation != self._generation or report.places:
            self._dropped.see_first_steps(report.tally.first_steps)
            for key, sighting in report.tally.sightings.items():
                self._tally.see(key, sighting)
            return
        if isinstance(report.strategy, Pct):
            self._walks_by_priority += report.tally.schedules
        self._tally.merge(report.tally)
        if self._is_too_long(report.tally.steps):
            self._begin_anew((), report.tally.steps)
        elif not report.late:
            flight.rung.take(flight.handout, report.strategy)

    def _is_too_long(self, steps: int) -> bool:
        """Is an execution of so many steps too long to be looked at from beginning to end?"""
        return steps >= STEPS_MAX and not self._systematic

    def _begin_anew(self, places: tuple[Place, ...], steps: int) -> None:
        """More is visible, or executions of so many `steps` are too long: what was counted counts no more."""
        if self._endless or self._is_too_long(steps):
            places = (*places, FIRST_STEPS)
        self._places = tuple(sorted({*self._places, *places}))
        self._generation += 1
        self._dropped.see_first_steps(self._tally.first_steps)
        self._tally = Tally(sightings=self._tally.sightings)
        self._bounded = Bounded(self._bounded.bound_max)
        self._reduced = Reduced(self._workers)
        self._turns = self._in_turn()

    def _answer(self, future: Future[T]) -> T | None:
        try:
            return self._asking.answer(future)
        except WorkerLost as error:
            self._trouble = f"{error}."
        except Misuse as error:
            self._trouble = f"It was given up: {error}."
        self._lost = True
        return None

    def _tell(self) -> None:
        tally = self._tally
        self._progress(Progress(self._trying, self._total, len(tally.traces), self._seconds, len(tally.sightings)))

    # ---- the result ------------------------------------------------------------------------

    def _result(self) -> Inspection:
        missed = self._confirming.add_what_run_shows(self._at_once, self._places, self._tally.sightings)
        if missed and not self._tally.sightings:
            self._trouble = f"Executed as it is, it showed a fault ({missed}) that none of these schedules shows."
        found = [
            finding for key, sighting in self._tally.sightings.items() if (finding := self._confirmed(key, sighting))
        ]
        found.sort(
            key=lambda finding: (
                finding.fault.kind in NONE_STOPS,
                finding.preemptions,
                len(finding.schedule.deviations),
            )
        )
        tally = self._tally
        if self._endless and not found and not tally.ended:
            self._trouble = self._endless
        first_steps = tally.first_steps
        if self._first_steps:  # walks that taught something are among those tried
            first_steps = min(filter(None, (first_steps, self._dropped.first_steps, FIRST_STEPS_MAX)))
        bound = self._bounded.bound - 1
        done = Done(
            found=len(found),
            schedules=self._total,
            traces=len(tally.traces),
            exhausted=self._reduced.finished,
            early=self._reduced.early,
            held=self._reduced.held,
            bound=bound if bound >= 0 and not first_steps else None,
            ended=self._ended or tally.ended,
            cut=tally.cut,
            waits=tally.waits,
            varied=tally.varied,
            uncovered=tuple(tally.uncovered),
            trouble=self._trouble,
            first_steps=first_steps,
            depth2=self._walks_by_priority // len(DEPTHS),
            actors=tally.actors,
            steps=tally.steps,
        )
        verdict, words = verdict_of(done)
        return Inspection(
            target=self._subject.target,
            verdict=verdict,
            words=words,
            schedules=self._total,
            traces=len(tally.traces),
            preemption_bound=done.bound,
            seconds=self._seconds,
            findings=tuple(found),
            wrong_traces=len(tally.wrong),
            complete=done.complete,
            trouble=done.trouble,
            notes=tuple(tally.notes.values()),
            learned=self._learned,
        )

    def _confirmed(self, key: Key, sighting: Sighting) -> Finding | None:
        """The finding that a sighting amounts to; None if it does not show again."""
        try:
            return self._confirming.finding(key, sighting)
        except Misuse as error:
            self._trouble = f"{error}."
            return None
