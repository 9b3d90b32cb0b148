"""A day against its level's figures: the one place where par and the light touch are decided.

The first star, sound, is not decided here: it takes the run (`DayOutcome.worked`, no fault) and, where one day says
nothing of the others (`needs_inspector`), the inspector's certificate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cafe_sim.cafe.model import Plan
from cafe_sim.cafe.typed import lines_changed
from cafe_sim.content.level import Level

if TYPE_CHECKING:
    from cafe_sim.cafe.day import DayOutcome
    from cafe_sim.cafe.measures import Guards

EXACT: Final = 1e-6
"""Sums of seconds are compared up to this."""


def needs_inspector(level: Level) -> bool:
    """What is done at a bench, or with shared things, may hang on luck: another order of events could come out wrong.

    So may what is typed.
    """
    return level.kind in ("fix", "code") or bool(level.shop.things)


def speed(level: Level, outcome: DayOutcome) -> float | None:
    """The level's measure of a day."""
    if level.measure is None:
        return None
    return {"mean wait": outcome.mean_wait, "closing": outcome.closes, "van": outcome.van}[level.measure.kind]


def reaches_par(level: Level, outcome: DayOutcome) -> bool:
    """Everybody was served, and no slower than par."""
    measured = speed(level, outcome)
    return (
        measured is not None and level.measure is not None and outcome.worked and measured <= level.measure.par + EXACT
    )


def is_light(level: Level, plan: Plan, guards: Guards) -> bool:
    """The plan keeps to the level's figures for a light touch."""
    light = level.light
    held = guards.held.get(light.holding, 0.0) if light.holding else guards.seconds
    lines = sum(len(rules.makers) for rules in plan.rules)
    return (
        (light.rules is None or (not by_hand(level, plan) and lines <= light.rules))
        and (light.tags is None or len(plan.joins) <= light.tags)
        and (light.marks is None or marks_of(plan) <= light.marks)
        and (light.sent is None or sent_of(plan) <= light.sent)
        and (light.lines is None or changed_of(level, plan) <= light.lines)
        and (light.signals is None or len(plan.signals) <= light.signals)
        and (light.locks is None or guards.count <= light.locks)
        and (light.held is None or held <= light.held + EXACT)
    )


def by_hand(level: Level, plan: Plan) -> tuple[int, ...]:
    """Orders that were handed over one by one where the light touch wants rules to do it, by number."""
    if level.light.rules is None:
        return ()
    by_rule = set(level.light.by_rule) or {item.name for item in level.shop.items}
    return tuple(
        hand_over.order for hand_over in plan.hand_overs if level.shop.orders[hand_over.order - 1].item in by_rule
    )


def marks_of(plan: Plan) -> int:
    """How often a step was put together with the one above it."""
    return sum(len(group) - 1 for groups in plan.together.values() for group in groups)


def changed_of(level: Level, plan: Plan) -> int:
    """How many lines of code are not as in the level's text."""
    return lines_changed(level.shop.program, plan.text or level.shop.program)


def sent_of(plan: Plan) -> int:
    """How many steps go through the hatch."""
    return sum(len(steps) for steps in plan.hatch.values())
