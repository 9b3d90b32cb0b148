"""What was done in a run, told deed by deed, and what was shared: all that a replay shows beside the lanes.

A *deed* is an operation that there are words for, or something the café heard ("hands out #3"). Turns of an event loop
and the like take a step on a chart's axis and are no deeds: they would only hide what matters. Which deeds *matter*: in
a run that goes wrong, operations on what several share, as `engine.explore.story` tells them, with its marks, and what
customers hear: these, and so as many, as an inspector's finding tells (`game.inspecting.failing`); in a run that
worked, everything but looks at what nobody else touches; in a café, also the steps of its recipes.

A *cell* is a shared value with everything it came to; once a write is proved wrong, all that is made from it is called
wrong as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cafe_sim.engine.detect.context import say, value_of
from cafe_sim.engine.explore.telling.story import StoryStep
from cafe_sim.engine.explore.telling.words import words_of
from cafe_sim.engine.kernel.trace import Event, Trace
from cafe_sim.game.pictures.chart import moment
from cafe_sim.game.pictures.in_the_cafe import SHARED
from cafe_sim.game.pictures.observed import Observed
from cafe_sim.game.views.common import GOES_WRONG

Who = tuple[int, int]
"""(actor, task), task 0 for the thread itself."""

HEARD: Final = {
    "serve": "hands out #{}",
    "sold out": "says “sold out” to #{}",
    "leave": "sees the customer of #{} leave",
    "begin": "begins #{}",
    "in vain": "has finished #{} in vain",
    "incomplete": "hands out #{} incomplete",
}
"""Notes of a café's day that are told."""
_OWN: Final = frozenset({"begin"})
"""Those of them that are nobody else's business: where something goes wrong, they would only hide what."""
LEFT: Final = "left"
"""The mark of a customer who was lost: in a café that is what goes wrong, in whatever order it came about."""
_OTHERS: Final = {
    "begin": "begins",
    "start": "starts {thing}",
    "exit": "has finished",
    "join": "goes on: {thing} has ended",
    "sleep": "has slept until {time}",
    "work": "has worked until {time}",
    "task": "makes {task}",
    "task-end": "has finished",
    "task-step": "goes on",
}
"""Of operations that only matter to whoever does them."""
OWN_LOOP: Final = "runs an event loop"
"""Of whoever makes a task that is called like them: a barista and her loop's first task are one person."""
_UNTOLD: Final = {
    "free": "gives back a place of {thing}",
    "idle": "has nothing to do",
    "is-free": "looks for a place of {thing}",
}
"""Of what takes a step and is no deed."""
_WAITS: Final = {
    "sleep": "awaits its sleep",
    "task": "awaits another task",
    "tasks": "awaits other tasks",
    "thread": "awaits a thread",
}
"""By the kind of a task's wait; others are for a thing."""
_RECIPE: Final = frozenset({"sleep", "work", "task-step"})
"""Operations that are steps of somebody's recipe; in a café's run without a fault all others go without saying."""
_READS, _WRITES = frozenset({"read", "load"}), frozenset({"write", "store", "update"})
VALUE_AT_MOST: Final = 40


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that somebody did, or that keeps them from going on."""

    step: int
    """On the axis of steps; several deeds may have the same."""
    time: int
    """Virtual nanoseconds."""
    row: int
    """Of the chart by steps."""
    text: str
    file: str
    line: int
    mark: str = ""
    """What it has to do with what goes wrong (see `engine.explore.story`, and `LEFT`); "" if nothing."""
    aside: str = ""
    matters: bool = True

    @property
    def is_wrong(self) -> bool:
        """It goes wrong here."""
        return self.mark == LEFT or self.mark in GOES_WRONG


@dataclass(frozen=True, slots=True)
class CellValue:
    """What a cell came to at a step."""

    step: int
    text: str
    version: int
    """Writes up to here."""
    row: int
    """Who wrote it; -1 where it was only read."""
    wrong: bool


@dataclass(frozen=True, slots=True)
class CellHistory:
    """A shared value, from the step at which it was first seen."""

    name: str
    values: tuple[CellValue, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """Somebody goes on from a value that they read, up to the write that loses another's."""

    row: int
    start: int
    """The step at which it was read."""
    old: int
    """The step from which it is no longer so."""
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Deeds:
    """All of it, in order."""

    deeds: tuple[Deed, ...]
    cells: tuple[CellHistory, ...]
    holdings: tuple[Holding, ...]


def deeds_of(
    seen: Observed, number: Mapping[int, int], places: Mapping[Who, int], *, short: Callable[[str], str]
) -> Deeds:
    """`number` has each event's step, `places` the rows; in a café, only operations on what is `SHARED` matter.

    `short` makes a text safe to draw.
    """
    teller = _Teller(seen, number, places, short)
    told = sorted(teller.told(), key=lambda each: each[0])
    return Deeds(tuple(deed for _, deed in told), tuple(teller.cells()), tuple(teller.holdings()))


def broken(sentence: str) -> str:
    """What somebody did that breaks a rule of the house: "goes on without the cake", of "order 2 (icing) goes on …"."""
    _, goes_on, how = sentence.partition("goes on ")
    return f"{goes_on}{how}" if goes_on else f"breaks a rule of the house: {sentence}"


def _kind_of(note: Event) -> str:
    return str(note.detail[0]) if isinstance(note.detail, tuple) and note.detail else ""


def operation(trace: Trace, event: Event, names: Mapping[int, str]) -> str:
    """What is done in an operation that `engine.explore.story` has no words for; `names` as in `deeds_of`."""
    thing = trace.objects[event.target].name
    untold = _UNTOLD.get(event.op, "").format(thing=thing)
    return untold or _other(trace, event, names) or words_of(event, thing).strip()


def _other(trace: Trace, event: Event, names: Mapping[int, str]) -> str:
    """The same as a deed; "" if it is none."""
    detail, thing = event.detail, trace.objects[event.target].name
    if event.op == "task-wait":
        kind = str(detail[0]) if isinstance(detail, tuple) and detail else ""
        return _WAITS.get(kind, f"awaits {thing}" if event.target and thing else "awaits something")
    serial = detail[0] if isinstance(detail, tuple) and detail else 0
    made = trace.tasks[serial] if event.op == "task" and isinstance(serial, int) else ""
    made = names.get(serial, made) if isinstance(serial, int) else made
    if made and not event.task and made == trace.actors[event.actor].name:
        return OWN_LOOP
    return _OTHERS.get(event.op, "").format(thing=thing, task=made or "a task", time=moment(event.time, "ns"))


class _Teller:
    """Reads one execution."""

    def __init__(
        self, seen: Observed, number: Mapping[int, int], places: Mapping[Who, int], short: Callable[[str], str]
    ) -> None:
        self._seen = seen
        self._trace = seen.trace
        self._number = number
        self._places = places
        self._short = short
        self._marked = {step.event: step for step in seen.story if step.event >= 0}

    def told(self) -> Iterator[tuple[tuple[int, int], Deed]]:
        """(place among the others, deed)."""
        words = self._seen.words
        step = 0
        for index, event in enumerate(self._trace.events):
            step = self._number.get(index, step)
            row = self._places.get((event.actor, event.task))
            if row is None:
                continue
            if event.op == "note":
                text, mark, aside = self._heard(event)
                text = words.get(index, text)
                guilty = self._marked.get(index)
                if not text and guilty is not None and guilty.mark:
                    text = guilty.words  # a coroutine that was never awaited does nothing, and is what it is all about
            else:
                text, mark, aside = words.get(index) or _other(self._trace, event, self._seen.names), "", ""
            if text:
                yield (index, 0), self._deed(step, index, row, text, mark, aside)
        yield from self._without_event()

    def _deed(self, step: int, index: int, row: int, text: str, mark: str, aside: str) -> Deed:
        event = self._trace.events[index]
        site = self._trace.sites[event.site]
        known = self._marked.get(index)
        if known is not None:
            mark, aside = mark or known.mark, aside or known.aside
        matters = bool(mark) or self._is_shared(known) or (self._seen.worked and self._is_told(event))
        matters = matters or (event.op == "note" and (self._seen.worked or _kind_of(event) not in _OWN))
        return Deed(step, event.time, row, self._short(text), site.file, site.line, mark, self._short(aside), matters)

    def _is_shared(self, known: StoryStep | None) -> bool:
        if known is None:
            return False
        return self._seen.cafe is None or self._trace.objects[self._trace.events[known.event].target].kind in SHARED

    def _is_told(self, event: Event) -> bool:
        """Of a run in which nothing is wrong; of a café's, what its recipes say."""
        if self._seen.cafe is None:
            return event.op not in _READS | _WRITES
        kind = event.detail[0] if event.op == "task-wait" and isinstance(event.detail, tuple) else ""
        own = self._trace.actors[event.actor].name
        in_an_order = not event.task or self._seen.names.get(event.task, own) != own
        return in_an_order and (event.op in _RECIPE or kind == "sleep")

    def _without_event(self) -> Iterator[tuple[tuple[int, int], Deed]]:
        """Those who cannot go on, and exceptions that nobody caught."""
        rows = {self._called(key): row for key, row in self._places.items()}
        last = {}
        for index, event in enumerate(self._trace.events):
            if index in self._number:
                last[self._called((event.actor, event.task))] = index
        count = len(self._number)
        for order, step in enumerate(self._seen.story):
            row = rows.get(step.actor)
            if step.event >= 0 or row is None:
                continue
            # an exception comes after all that its thread did; who stands, stands when all is over
            index = last.get(step.actor, len(self._trace.events))
            at = self._number.get(index, count) if step.mark == "raised" else count
            time = self._trace.events[index].time if step.mark == "raised" else self._trace.end
            place = (index if step.mark == "raised" else len(self._trace.events), order + 1)
            yield (
                place,
                Deed(at, time, row, self._short(step.words), step.file, step.line, step.mark, self._short(step.aside)),
            )

    def _called(self, key: Who) -> str:
        actor, task = key
        return self._trace.tasks[task] if task else self._trace.actors[actor].name

    # ---- words -----------------------------------------------------------------------------

    @staticmethod
    def _heard(event: Event) -> tuple[str, str, str]:
        """What the café heard: (words, mark, aside)."""
        detail = event.detail
        if not isinstance(detail, tuple) or len(detail) < 2:
            return "", "", ""
        kind, what = str(detail[0]), str(detail[1])
        if kind == "invariant":
            return broken(what), "wrong", ""
        return HEARD.get(kind, "").format(what), LEFT if kind in ("leave", "incomplete") else "", ""

    # ---- what is shared --------------------------------------------------------------------

    def cells(self) -> Iterator[CellHistory]:
        """What several of them touched and one wrote, and what a fault speaks of; in the order in which it was met."""
        events = self._trace.events
        users: dict[int, set[Who]] = {}
        accesses: dict[int, list[int]] = {}
        for index, event in enumerate(events):
            if event.op in _READS or event.op in _WRITES:
                users.setdefault(event.target, set()).add((event.actor, event.task))
                accesses.setdefault(event.target, []).append(index)
        guilty = {events[index].target for fault in self._seen.faults for index in fault.events if index < len(events)}
        for target, indexes in accesses.items():
            written = any(events[index].op in _WRITES for index in indexes)
            if (written and len(users[target]) > 1) or target in guilty:
                yield CellHistory(self._short(self._trace.objects[target].name), tuple(self._values(indexes)))

    def _values(self, indexes: Sequence[int]) -> Iterator[CellValue]:
        version, wrong = 0, False
        for index in indexes:
            event = self._trace.events[index]
            if index not in self._number or (event.op in _READS and (version or index != indexes[0])):
                continue
            row = -1
            if event.op in _WRITES:
                version += 1
                row = self._places.get((event.actor, event.task), -1)
                known = self._marked.get(index)
                wrong = wrong or (known is not None and known.mark == "wrong")
            yield CellValue(self._number[index], self._shown(event), version, row, wrong)

    def _shown(self, event: Event) -> str:
        if event.op == "update" and isinstance(event.detail, tuple):
            return self._short(f"after {event.detail[0]}")
        text = self._short(say(value_of(event)))
        return text if len(text) <= VALUE_AT_MOST else text[: VALUE_AT_MOST - 1] + "…"

    def holdings(self) -> Iterator[Holding]:
        """By lost update: who read what, and since when it is old."""
        for fault in self._seen.faults:
            if fault.kind != "lost-update" or len(fault.events) != 3:
                continue
            read, _, write = (self._trace.events[index] for index in fault.events)
            steps = [self._number.get(index, 0) for index in fault.events]
            row = self._places.get((read.actor, read.task))
            if row is not None:
                name = self._trace.objects[write.target].name
                yield Holding(row, steps[0], steps[1], steps[2], self._short(f"holds {self._shown(read)} of {name}"))
