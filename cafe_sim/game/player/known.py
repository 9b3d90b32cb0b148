"""What a player knows of the plans of a level: whose doors have been open, what was guessed, what the inspector said.

Each belongs to one program, and is kept under a key that no other program has (`game.inspecting.kept`): a plan that
stands on a bench again, in whatever sitting, is known as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

KNOWN_PER_LEVEL: Final = 30
"""Plans of a level that something is remembered of; the longest unused are forgotten."""


class KeptFault(msgspec.Struct, frozen=True, omit_defaults=True):
    """A fault that the inspector found, and the schedule that shows it."""

    kind: str
    places: tuple[tuple[str, int], ...] = ()
    visible: tuple[tuple[str, int], ...] = ()
    deviations: tuple[tuple[int, int], ...] = ()
    trace: str = ""
    preemptions: int = 0
    schedules: int = 1


class KeptVerdict(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the inspector said after he had seen every order: certified where there are no faults, else broken."""

    words: str = ""
    schedules: int = 0
    traces: int = 0
    wrong_traces: int = 0
    preemption_bound: int | None = None
    seconds: float = 0.0
    learned: tuple[tuple[str, int], ...] = ()
    faults: tuple[KeptFault, ...] = ()


class Known(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is known of one plan."""

    opened: bool = False
    """A day of it has been seen."""
    guesses: dict[str, str] = {}
    """What it was about → what was guessed."""
    verdict: KeptVerdict | None = None


NOTHING: Final = Known()


def with_known(known: Mapping[str, Known], key: str, what: Known) -> dict[str, Known]:
    """With `what` as the newest; beyond `KNOWN_PER_LEVEL`, the oldest are forgotten."""
    kept = {**{other: each for other, each in known.items() if other != key}, key: what}
    while len(kept) > KNOWN_PER_LEVEL:
        del kept[next(iter(kept))]
    return kept
