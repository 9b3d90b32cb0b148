"""What an inspection says: its verdict, what it found, how much it looked at. Plain values, the same for every front
end.

    broken      some schedule goes wrong, and here it is
    certified   every distinct schedule was executed, and none goes wrong
    bounded     all schedules up to so many preemptions, or all but what was cut off, and none goes wrong
    sampled     so many schedules were tried, and none goes wrong

Only "certified" promises anything about schedules that were not executed, and it leaves none out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cafe_sim.engine.detect import Fault, Note
from cafe_sim.engine.explore.walks.schedule import Place, Schedule

Verdict = Literal["broken", "certified", "bounded", "sampled"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault with a schedule that shows it: of those seen, the one with the fewest preemptions."""

    fault: Fault
    schedule: Schedule
    preemptions: int
    schedules: int
    """How many executed schedules showed it."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What an inspection knows while it goes on."""

    rung: str
    """What is being tried, in words: "at most 1 preemption"."""
    schedules: int
    traces: int
    seconds: float
    findings: int


@dataclass(frozen=True, slots=True)
class Inspection:
    """The result of an inspection."""

    target: str
    verdict: Verdict
    words: str
    """The verdict in a sentence that promises no more than was done."""
    schedules: int
    traces: int
    preemption_bound: int | None
    """Every schedule with at most so many preemptions was executed; None where no bound was finished."""
    seconds: float
    findings: tuple[Finding, ...]
    wrong_traces: int = 0
    """Of `traces`, those with a fault other than a data race, which does nothing by itself."""
    complete: bool = False
    """Every distinct schedule was executed, whatever it showed, and nothing was left out: `traces` is all there are."""
    trouble: str = ""
    """What ended it before its time, or makes it doubtful; part of `words`."""
    notes: tuple[Note, ...] = ()
    learned: tuple[Place, ...] = ()
    """What one execution as `run` does it teaches to be visible: schedule codes are written against it."""

    @property
    def schedules_per_second(self) -> float:
        """Executed, over the seconds of the whole inspection."""
        return self.schedules / self.seconds if self.seconds else 0.0
