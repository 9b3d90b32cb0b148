"""A slice: a strategy is carried on for a while, in whatever process, and what came of it is reported.

Everything that goes in or comes out is plain and picklable. What a subject compiles to is kept in the process from
slice to slice.
"""

from __future__ import annotations

import pickle
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from math import inf
from time import monotonic
from typing import NamedTuple

from cafe_sim.engine.detect import Fault, Note
from cafe_sim.engine.explore.strategies.strategy import Strategy
from cafe_sim.engine.explore.walks.schedule import Deviation, Place
from cafe_sim.engine.explore.walks.subject import Subject
from cafe_sim.engine.explore.walks.visible import Visible
from cafe_sim.engine.explore.walks.walking import Walk
from cafe_sim.engine.kernel import collecting
from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.trace import NOWHERE, Site
from cafe_sim.engine.program.current import session_of

NONE_STOPS = frozenset({"data-race", "lost-task", "lost-update", "never-awaited"})
"""Kinds of faults that stop nobody, and don't end the search: the assertion or the deadlock behind them is worth
finding."""

Key = tuple[object, ...]


def key_of(fault: Fault) -> Key:
    """A fault is the same fault if kind and places are the same."""
    return (fault.kind, *sorted(fault.places))


class Sighting(NamedTuple):
    """A fault as it was seen, with the easiest schedule that showed it."""

    fault: Fault
    visible: tuple[Place, ...]
    deviations: tuple[Deviation, ...]
    preemptions: int
    schedules: int
    """How many showed it."""

    def merged(self, other: Sighting) -> Sighting:
        """The easier one, with the schedules of both."""
        best = other if other.effort < self.effort else self
        return best._replace(schedules=self.schedules + other.schedules)

    def once_more(self) -> Sighting:
        """Seen again, and no easier."""
        return Sighting(self.fault, self.visible, self.deviations, self.preemptions, self.schedules + 1)

    @property
    def effort(self) -> tuple[int, int]:
        """Fewer preemptions first, then fewer deviations."""
        return self.preemptions, len(self.deviations)


@dataclass
class Tally:
    """What many walks showed."""

    schedules: int = 0
    traces: set[bytes] = field(default_factory=set)
    wrong: set[bytes] = field(default_factory=set)
    """Those of them with a fault that did something: a data race alone is there in every order, also in those that come
    out right.
    """
    sightings: dict[Key, Sighting] = field(default_factory=dict)
    notes: dict[tuple[str, str], Note] = field(default_factory=dict)
    ended: bool = False
    """One of them at the least went to where nothing can move any more."""
    cut: bool = False
    """Something was left out: an unfair turn, a walk without an end."""
    waits: bool = False
    """Some loop that waits by asking could go round early."""
    varied: bool = False
    """Sleeps were tried at some of their lengths only."""
    uncovered: dict[str, None] = field(default_factory=dict)
    """What the program did where the engine cannot see it, in words."""
    actors: int = 0
    steps: int = 0
    """The most that a walk had, those of crowds counted as often as they take time."""
    first_steps: int = 0
    """The fewest that were looked at of a walk that was left before its end; 0 if none was."""

    def see(self, key: Key, sighting: Sighting) -> None:
        """One sighting more.

        The easiest is kept, in words; the execution that shows it must not have been closed yet.
        """
        old = self.sightings.get(key)
        self.sightings[key] = kept = sighting if old is None else old.merged(sighting)
        kept.fault.told()

    def merge(self, other: Tally) -> None:
        self.schedules += other.schedules
        self.traces |= other.traces
        self.wrong |= other.wrong
        for key, sighting in other.sightings.items():
            self.see(key, sighting)
        self.notes = other.notes | self.notes
        self.ended = self.ended or other.ended
        self.cut = self.cut or other.cut
        self.waits = self.waits or other.waits
        self.varied = self.varied or other.varied
        self.uncovered |= other.uncovered
        self.actors = max(self.actors, other.actors)
        self.steps = max(self.steps, other.steps)
        self.see_first_steps(other.first_steps)

    def see_first_steps(self, steps: int) -> None:
        """Of one walk more so many were looked at; 0 if it was not left before its end."""
        self.first_steps = min(filter(None, (self.first_steps, steps)), default=0)

    @property
    def is_over(self) -> bool:
        """A fault was found after which nobody need go on looking."""
        return not NONE_STOPS.issuperset([sighting.fault.kind for sighting in self.sightings.values()])


class SliceTask(NamedTuple):
    """What a slice is to do."""

    target: str
    subject: bytes
    """Pickled, so that it is unpacked and compiled only once in each process."""
    places: tuple[Place, ...]
    strategy: Strategy
    exhaustive: bool
    walks: int
    seconds: float
    left: float = inf
    """Seconds after which no execution is waited for any more."""


class Report(NamedTuple):
    """What a slice did."""

    strategy: Strategy
    """With what is left to do."""
    tally: Tally
    places: tuple[Place, ...]
    """Visible ones, where some were learned: then the strategy must begin anew."""
    late: str = ""
    """Where an execution stood for which there was no more time, in words: what the strategy has left is not known."""


@lru_cache(maxsize=4)
def unpacked(subject: bytes) -> Subject:
    """The subject, the same object each time it is asked for in this process."""
    found: Subject = pickle.loads(subject)  # noqa: S301 - our own bytes
    return found


def explore(task: SliceTask) -> Report:
    """Carry the task's strategy on until a limit is reached, something is learned, or a fault ends the search."""
    collecting.begin()  # for all walks at once: changing the collector's thresholds between any two would set it off each time
    try:
        return _carry_on(task)
    finally:
        collecting.end()


def _carry_on(task: SliceTask) -> Report:
    subject = unpacked(task.subject)
    visible = Visible(task.places)
    tally = Tally()
    known: Known = {}
    strategy = task.strategy
    began = monotonic()
    until = began + task.seconds
    hurry = partial(is_past, began + task.left)
    while tally.schedules < task.walks:
        chooser = strategy.begin()
        if chooser is None:
            break
        with Walk(subject, visible, chooser) as walk:
            walk.execution.hurry = hurry
            walk.run()
            if walk.execution.limit == "time":
                return Report(strategy, tally, (), stood(walk.execution))
            tally.schedules += 1
            tally.see_first_steps(walk.first_steps)
            choices = tuple([step.transition for step in walk.steps])
            if not _is_known(walk, known.get(choices), tally):
                if visible.learn(walk.execution):
                    tally.steps = max(tally.steps, visible.steps(walk.execution))
                    return Report(strategy, tally, visible.frozen())
                if walk.abandoned:
                    tally.cut = tally.cut or walk.cut
                else:
                    known[choices] = _look(subject, visible, walk, tally, known)
            strategy.end(walk)
        walk.execution.discard()
        if (tally.is_over and not task.exhaustive) or monotonic() >= until:
            break
    return Report(strategy, tally, ())


def is_past(moment: float) -> bool:
    """Has that moment come, by the machine's clock?"""
    return monotonic() >= moment


Known = dict[Hashable, tuple[Key, ...]]
"""By trace, and by choices: the faults that they show. Walks of one trace differ in nothing that a fault could come
from.
"""


def _is_known(walk: Walk, keys: tuple[Key, ...] | None, tally: Tally) -> bool:
    """There was such a walk before, and it was no harder: it is counted, and that is all."""
    return (
        keys is not None
        and walk.complete
        and not walk.abandoned
        and _add_to(tally, keys, (walk.preemptions, len(walk.deviations)))
    )


def _look(subject: Subject, visible: Visible, walk: Walk, tally: Tally, known: Known) -> tuple[Key, ...]:
    """What a walk shows: the keys of its faults."""
    fingerprint = walk.ordering.fingerprint()
    _note_uncovered(walk, tally)
    tally.ended = tally.ended or walk.complete
    tally.cut = tally.cut or walk.cut or not walk.complete
    tally.waits = tally.waits or walk.waits
    if _is_known(walk, known.get(fingerprint), tally):
        return known[fingerprint]
    tally.traces.add(fingerprint)
    tally.varied = tally.varied or bool(walk.execution.range and any(step.transition.length for step in walk.steps))
    tally.actors = max(tally.actors, len(walk.execution.actors))
    tally.steps = max(tally.steps, walk.length)
    faults, notes = subject.judge(walk.execution)
    if any(fault.kind != "data-race" for fault in faults):
        tally.wrong.add(fingerprint)
    found = each_once(faults)
    known[fingerprint] = tuple(found)
    sightings, effort = tally.sightings, (walk.preemptions, len(walk.deviations))
    for key, fault in found.items():
        if key in sightings and sightings[key].effort <= effort:
            sightings[key] = sightings[key].once_more()
        else:
            tally.see(key, Sighting(fault, visible.frozen(), tuple(walk.deviations), walk.preemptions, 1))
    for note in notes:
        tally.notes.setdefault((note.kind, note.message), note)
    return known[fingerprint]


def _add_to(tally: Tally, keys: tuple[Key, ...], effort: tuple[int, int]) -> bool:
    """Count one schedule more for each of these faults; False if it would be an easier one for any of them."""
    sightings = tally.sightings
    for key in keys:
        if effort < sightings[key].effort:
            return False
    for key in keys:
        sightings[key] = sightings[key].once_more()
    return True


def _note_uncovered(walk: Walk, tally: Tally) -> None:
    session = session_of(walk.execution)
    if session is not None and session.uncovered:
        for what, site in session.uncovered.items():
            file, line, _ = walk.execution.sites[site]
            tally.uncovered[f"{what} ({file}:{line})" if line else what] = None


def each_once(faults: Sequence[Fault]) -> dict[Key, Fault]:
    """The faults by their keys, of several with one key the first."""
    return {key_of(fault): fault for fault in reversed(faults)}


def stood(execution: Execution) -> str:
    """ " (it stood at shop.py:7)"."""
    return at(NOWHERE if execution.running is None else execution.where(execution.running), "it stood at ")


def at(site: Site, words: str = "") -> str:
    """ " (shop.py:7)", if it is anywhere in the program."""
    return f" ({words}{site.file}:{site.line})" if site.line else ""
