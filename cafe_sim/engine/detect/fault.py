"""What is found: `Fault` (the program is wrong) and `Note` (worth saying, no fault).

Faults never vanish: `Findings` lists each one once, by kind and places, and counts how often it was seen. The
first sighting gives the words, so the same trace always says the same.

Of the many thousands of executions that an inspection judges, few faults are ever told: kind and places are known at
once, the words are made when somebody asks for them (`Fault.later`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self

FaultKind = Literal[
    "data-race",
    "lost-update",
    "deadlock",
    "oversold",
    "invariant",
    "starvation",
    "livelock",
    "exception",
    "assertion",
    "never-awaited",
    "lost-task",
    "foreign-call",
    "blocked-loop",
]
NoteKind = Literal["blocked-loop", "daemon-cut-off"]


@dataclass(frozen=True, slots=True)
class FaultSite:
    """One place a fault speaks of."""

    file: str
    line: int
    actor: str
    """Name of the thread or task that was there."""
    operation: str
    """What it did or wanted: "write till.total"."""


Places = tuple[tuple[str, int], ...]
"""Files and lines."""


@dataclass(frozen=True)
class Fault:
    """Something wrong with the program. `message` is a sentence for a learner."""

    kind: FaultKind
    message: str
    sites: tuple[FaultSite, ...] = field(default_factory=tuple)
    count: int = 1
    events: tuple[int, ...] = field(default_factory=tuple)
    """Where the sites are events of the trace: their indices, one for each site."""

    @classmethod
    def later(cls, kind: FaultKind, places: Places, make: Callable[[], Fault], count: int) -> Self:
        """A fault whose words are made when somebody asks for them; until then it holds on to all that `make` does."""
        fault = object.__new__(cls)
        fault.__dict__.update(kind=kind, count=count, _places=places, _make=make)
        return fault

    @property
    def places(self) -> Places:
        """File and line of each site, at no cost."""
        known: Places | None = self.__dict__.get("_places")
        return tuple([(site.file, site.line) for site in self.sites]) if known is None else known

    def told(self) -> Self:
        """The same, in words for good."""
        mine = self.__dict__
        make = mine.pop("_make", None)
        if make is not None:
            del mine["_places"]
            made = make()
            mine.update(message=made.message, sites=made.sites, events=made.events)
        return self

    def __getattr__(self, name: str) -> Any:
        if name in ("message", "sites", "events") and "_make" in self.__dict__:
            return getattr(self.told(), name)
        raise AttributeError(f"a fault has no {name}")

    def __getstate__(self) -> dict[str, Any]:
        return self.told().__dict__


@dataclass(frozen=True, slots=True)
class Note:
    """Worth saying, and no fault: a blocked loop, a daemon cut off at the end."""

    kind: NoteKind
    message: str
    sites: tuple[FaultSite, ...] = ()
    seconds: float = 0.0
    """How long in all, where that is the point."""
    count: int = 1


class Findings:
    """Faults and notes of one execution, each listed once, in the order of their first sighting."""

    def __init__(self) -> None:
        self._faults: dict[Hashable, tuple[FaultKind, Places, Callable[[], Fault]] | Fault] = {}
        self.seen: dict[Hashable, int] = {}
        """How often each fault was sighted, by its key. Whoever sights one often may count here itself."""
        self._notes: dict[Hashable, Note] = {}

    def add(self, key: Hashable, make: Callable[[], Fault]) -> None:
        """Count a sighting; `make` words the fault and is called for the first one only."""
        seen = self.seen.get(key)
        if seen is None:
            self.seen[key] = 1
            self._faults[key] = make()
        else:
            self.seen[key] = seen + 1

    def add_later(self, key: Hashable, kind: FaultKind, places: Places, make: Callable[[], Fault]) -> None:
        """Count a sighting whose kind and places are known; `make` words it if it is ever told."""
        seen = self.seen.get(key)
        if seen is None:
            self.seen[key] = 1
            self._faults[key] = (kind, places, make)
        else:
            self.seen[key] = seen + 1

    def add_note(self, key: Hashable, note: Note) -> None:
        """Keep a note; later ones with the same key add their seconds."""
        old = self._notes.get(key)
        if old is not None:
            note = replace(old, seconds=old.seconds + note.seconds, count=old.count + 1)
        self._notes[key] = note

    def faults(self) -> tuple[Fault, ...]:
        """All faults up to now, told or not."""
        return tuple([self._counted(fault, self.seen[key]) for key, fault in self._faults.items()])

    @staticmethod
    def _counted(fault: tuple[FaultKind, Places, Callable[[], Fault]] | Fault, count: int) -> Fault:
        if isinstance(fault, tuple):
            return Fault.later(*fault, count)
        return fault if count == 1 else replace(fault, count=count)

    def notes(self) -> tuple[Note, ...]:
        """All notes up to now."""
        return tuple(self._notes.values())

    def clear(self) -> None:
        """Forget them all: an untold fault holds on to its detector, which holds on to these."""
        self._faults.clear()
        self._notes.clear()
