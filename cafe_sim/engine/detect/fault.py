"""What is found: `Fault` (the program is wrong) and `Note` (worth saying, no fault).

Faults never vanish: `Findings` lists each one once, by kind and places, and counts how often it was seen. The
first sighting gives the words, so the same trace always says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import Literal

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


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with the program. `message` is a sentence for a learner."""

    kind: FaultKind
    message: str
    sites: tuple[FaultSite, ...] = ()
    count: int = 1
    events: tuple[int, ...] = ()
    """Where the sites are events of the trace: their indices, one for each site."""


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
        self._faults: dict[Hashable, Fault] = {}
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

    def add_note(self, key: Hashable, note: Note) -> None:
        """Keep a note; later ones with the same key add their seconds."""
        old = self._notes.get(key)
        if old is not None:
            note = replace(old, seconds=old.seconds + note.seconds, count=old.count + 1)
        self._notes[key] = note

    def faults(self) -> tuple[Fault, ...]:
        """All faults up to now."""
        return tuple(
            fault if self.seen[key] == 1 else replace(fault, count=self.seen[key])
            for key, fault in self._faults.items()
        )

    def notes(self) -> tuple[Note, ...]:
        """All notes up to now."""
        return tuple(self._notes.values())
