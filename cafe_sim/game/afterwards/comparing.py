"""Was that good? A run beside the plans that ship with its level, each of them run for real, one at a time.

They are the rows of the level's table, the policies that are written down beforehand, and the reference with hands that
come late. No figure of theirs is written down anywhere. Figures are compared only among plans that are right (one that
loses customers is fast for those who are left); of the others it is said how many there are. Whoever breaks a scene is
compared with every way to play it: right is what breaks it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cafe_sim.cafe.day import Day
from cafe_sim.content.measuring import plan_of_row
from cafe_sim.content.policies import late_by, simple_policies
from cafe_sim.content.stars import EXACT
from cafe_sim.game.days.result import figures_of

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.game.views import Figure

BINS: Final = 8
LATE: Final = 4
"""At most so many plans are the reference with late hands."""


@dataclass(frozen=True, slots=True)
class Histogram:
    """How the values of other plans lie around one's own; all of them are better the less they are."""

    low: float
    high: float
    bins: tuple[int, ...]
    """How many plans in each of so many equal parts of low … high; one bin where all are alike."""
    own: int
    """The bin that one's own value is in."""
    better: int
    same: int
    worse: int
    """How many of the others are better, the same, or worse than one's own."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is known up to now of the plans that ship with a level."""

    plans: int = 0
    wrong: int = 0
    """Of these, how many are not right."""
    rows: tuple[dict[str, float], ...] = ()
    """Of those that are right, figure → value."""
    are_ways: bool = False
    """They are ways to play a scene, not plans."""

    def histogram(self, figure: Figure) -> Histogram | None:
        """Of one figure; None where no other plan has it."""
        others = [row[figure.name] for row in self.rows if figure.name in row]
        return histogram_of(figure.value, others) if others else None


def histogram_of(own: float, others: list[float]) -> Histogram:
    """`others` in equal bins from the least to the most of all values, one's own among them."""
    low, high = min(own, *others), max(own, *others)
    count = BINS if high - low > EXACT else 1

    def place(value: float) -> int:
        return min(int((value - low) / (high - low) * count), count - 1) if count > 1 else 0

    bins = [0] * count
    for value in others:
        bins[place(value)] += 1
    better = sum(value < own - EXACT for value in others)
    worse = sum(value > own + EXACT for value in others)
    return Histogram(low, high, tuple(bins), place(own), better, len(others) - better - worse, worse)


def compared(level: Level) -> Iterator[Comparison]:
    """What is known after each plan more: a step is a day of the café, or a few."""
    known = Comparison()
    if level.scene is not None:
        yield _ways(level)
        return
    for plan, is_right in _shipped(level):
        outcome = Day(level.shop, plan).run()
        right = outcome.worked and (not outcome.faults if is_right is None else is_right)
        row = {figure.name: figure.value for figure in figures_of(level, plan, outcome)}
        known = Comparison(known.plans + 1, known.wrong + (not right), (*known.rows, row) if right else known.rows)
        yield known


def _ways(level: Level) -> Comparison:
    from cafe_sim.game.breaking.ways import ways_of

    tried, won = ways_of(level)
    rows = tuple({"moves": float(len(way.made)), "preemptions": float(way.view.preemptions)} for way in won)
    return Comparison(tried, tried - len(won), rows, are_ways=True)


def _shipped(level: Level) -> Iterator[tuple[Plan, bool | None]]:
    """Every plan once, and whether it is right where the level's proof says so."""
    seen: list[Plan] = []
    for plan, is_right in _all_shipped(level):
        if plan not in seen:
            seen.append(plan)
            yield plan, is_right


def _all_shipped(level: Level) -> Iterator[tuple[Plan, bool | None]]:
    for row in level.proof.rows:
        yield plan_of_row(level, row), row.verdict == "right"
    if level.kind != "serve":
        return
    for seconds in range(1, min(int(level.proof.late_stands), LATE) + 1):
        yield late_by(level.shop, level.reference, seconds), None
    for policy in simple_policies(level.shop).values():
        yield policy(), None
