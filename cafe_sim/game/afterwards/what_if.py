"""What if? One question after a level: the player's own plan, run again with one thing of the day changed.

Both days are run, and told side by side. A guess is answered and never held against anyone. What counts as better is
what counts in the level: a day on which everything goes right before one on which it does not, then fewer lost, then
the level's measure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from cafe_sim.cafe.day import Day, DayOutcome
from cafe_sim.catalogue import to_say
from cafe_sim.content.changes import changed_plan, changed_shop
from cafe_sim.content.stars import EXACT, speed
from cafe_sim.game.days.result import MEASURES

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level, WhatIf

Came = Literal["better", "same", "worse"]
ANSWERS: Final[tuple[Came, ...]] = ("better", "same", "worse")
"""In the order of the keys that guess them."""
CAME: Final[dict[Came, str]] = {
    "better": to_say("It would have been better."),
    "same": to_say("It would have made no difference."),
    "worse": to_say("It would have been worse."),
}
NOT_YET: Final = to_say("Why, is told once your plan is sound.")
"""In place of the reason, which holds of plans that are."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure of the day as it was, and as it would have been; None: it never came to that."""

    name: str
    unit: str
    was: float | None
    would_be: float | None


@dataclass(frozen=True, slots=True)
class WhatIfView:
    """The answer."""

    came: Came
    rows: tuple[Beside, ...]
    wrong: str
    """What goes wrong on the changed day, "" if nothing does."""
    because: str


def answered(level: Level, change: WhatIf, plan: Plan) -> WhatIfView:
    """Both days, run and compared."""
    was = Day(level.shop, plan).run()
    shop = changed_shop(level.shop, change)
    would_be = Day(shop, changed_plan(shop, plan, change)).run()
    wrong = "" if would_be.worked or would_be.lost or not would_be.faults else would_be.faults[0].message
    rows = (
        Beside("served", f"of {len(shop.orders)}", was.served, would_be.served),
        *_measured(level, was, would_be),
        Beside("closes at", "s", was.closes, would_be.closes),
        Beside("throughput", "a minute", was.throughput, would_be.throughput),
    )
    rows = tuple({row.name: row for row in rows}.values())
    return WhatIfView(_compare(level, was, would_be), rows, wrong, change.because)


def _measured(level: Level, was: DayOutcome, would_be: DayOutcome) -> tuple[Beside, ...]:
    if level.measure is None:
        return ()
    return (Beside(MEASURES[level.measure.kind], "s", speed(level, was), speed(level, would_be)),)


def _compare(level: Level, was: DayOutcome, would_be: DayOutcome) -> Came:
    before, after = _rank(level, was), _rank(level, would_be)
    if all(abs(a - b) <= EXACT for a, b in zip(before, after, strict=True)):
        return "same"
    return "better" if after < before else "worse"


def _rank(level: Level, day: DayOutcome) -> tuple[float, float, float]:
    """The less the better."""
    return (float(not day.worked), float(day.lost), speed(level, day) or float(len(day.ledger)))
