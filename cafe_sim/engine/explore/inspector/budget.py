"""What an inspection may use, and how much of it goes to what."""

from __future__ import annotations

from dataclasses import dataclass

FIRST_SECONDS = 1.0
FIRST_WALKS = 100
"""What the first slice may take, which is the same on every machine unless that is very slow."""
SYSTEMATIC_SHARE = 0.7
"""Of the budget, before what is left of it goes to sampling."""
EASIER_SHARE = 0.2
"""Of the budget, to look for a schedule with fewer preemptions when a fault has been found."""
WORSE_SHARE = 0.45
"""Of the budget, where a race or the like is known, to look for what comes of it: nobody waits for all of it to hear of
that.
"""


@dataclass(frozen=True, slots=True)
class Budget:
    """What an inspection may use, whichever runs out first."""

    seconds: float = 10.0
    """On the wall's clock."""
    schedules: int = 1_000_000
    """Executions."""


USUAL = Budget()
