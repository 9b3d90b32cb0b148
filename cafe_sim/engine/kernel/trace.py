"""What happened in one execution: plain, frozen events that every view and every detector reads.

An event is recorded when an operation *takes effect*. Times are integer nanoseconds of virtual
time, starting at 0. Actors, tasks and objects are named by serial numbers (1, 2, 3 … in the order
in which the execution met them; 0 means "none"), so a trace says the same in every process: nothing in it
depends on memory addresses, hash seeds or the wall clock.

Events are recorded as *rows*, plain tuples, and get their names (`Event`) when somebody asks for them: a run makes
hundreds of thousands of them of which few are ever looked at, a plain tuple costs less than half, and the garbage
collector lets go of it at its first look. Whoever walks all of them and is in a hurry walks the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from itertools import chain
from marshal import dumps
from typing import NamedTuple

SECOND = 1_000_000_000
"""Nanoseconds in a second of virtual time."""

Detail = int | float | str | bool | None | tuple["Detail", ...]
"""What an event carries besides its names: values that print the same everywhere."""


class Event(NamedTuple):
    """One visible operation that took effect."""

    time: int
    """Virtual nanoseconds at which it took effect."""
    actor: int
    """Serial of the actor (thread) that did it."""
    task: int
    """Serial of the asyncio task it was done in, 0 outside any task."""
    op: str
    """A key of `operations.OPERATIONS`, or a café word (see `Execution.note`)."""
    target: int
    """Serial of the object or cell it was done to, 0 for none."""
    site: int
    """Index into `Trace.sites`; 0 is "nowhere in the program"."""
    detail: Detail
    """Operation-specific: the value read or written, the time slept until, a child's serial …"""


Row = tuple[int, int, int, str, int, int, Detail]
"""An event without its names."""

named: partial[Event] = partial(tuple.__new__, Event)
"""A row with its names."""


def name_rows(rows: Sequence[Row], events: list[Event]) -> Sequence[Event]:
    """The events of `rows`; `events` holds those that were asked for before, and all of them afterwards."""
    known = len(events)
    if known < len(rows):
        events.extend(map(named, rows[known:]))
    return events


def notes_of(events: Iterable[Event], *kinds: str) -> Iterator[tuple[Event, str, tuple[Detail, ...]]]:
    """(event, kind, what it says) of every note of these kinds, in order."""
    for event in events:
        if event.op == "note" and isinstance(event.detail, tuple):
            kind, *what = event.detail
            if kind in kinds:
                yield event, str(kind), tuple(what)


class Site(NamedTuple):
    """A place in the program's own source."""

    file: str
    line: int
    function: str


class Named(NamedTuple):
    """What a serial number stands for."""

    kind: str
    name: str


NOWHERE = Site("", 0, "")

_CHUNK = 4096
_BY_VALUE = 2
"""The version of marshal's format that writes equal values as equal bytes: later ones also tell what was one object."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A finished or paused execution, frozen. Equal by value."""

    rows: Sequence[Row]
    sites: Sequence[Site]
    actors: Sequence[Named]
    """Index is the serial; entry 0 stands for "none"."""
    tasks: Sequence[str]
    """Names of asyncio's tasks; entry 0 is empty."""
    objects: Sequence[Named]
    end: int
    """Virtual nanoseconds reached."""
    _events: list[Event] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def events(self) -> Sequence[Event]:
        """Everything that happened, in order."""
        return name_rows(self.rows, self._events)

    def who(self, event: Event) -> str:
        """Name of the task that did it, or of the thread where there was none."""
        return self.tasks[event.task] if event.task else self.actors[event.actor].name

    def digest(self) -> str:
        """32 hex digits over all events and names: equal traces, equal digests, in whatever folder the program lies."""
        state = sha256()
        sites = [(site.file.replace("\\", "/").rpartition("/")[2], site.line, site.function) for site in self.sites]
        for part in (sites, self.actors, [self.tasks], self.objects):
            state.update(_in_bytes(tuple(chain.from_iterable(part))))
        for start in range(0, len(self.rows), _CHUNK):
            state.update(_in_bytes(tuple(self.rows[start : start + _CHUNK])))
        state.update(str(self.end).encode())
        return state.hexdigest()[:32]


def _in_bytes(values: tuple[object, ...]) -> bytes:
    """Equal values, equal bytes, in every process."""
    try:
        return dumps(values, _BY_VALUE)  # type: ignore[arg-type]
    except ValueError:  # a number or a text of a class of the program's own
        return repr(values).encode()
