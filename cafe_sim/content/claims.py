"""Claims: what a level says of itself, beside what was measured; and samples, what came of one plan among many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a level says of itself, and what was measured."""

    level: str
    what: str
    holds: bool
    expected: str
    measured: str


class Sample(NamedTuple):
    """What came of one plan among many."""

    number: int
    lost: int
    right: bool
    """No fault was found in the run (True where nobody looked)."""
    mean_wait: float
