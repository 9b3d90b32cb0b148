"""What came of a shift: the day as it was played, scored, beside what somebody else would have made of the same orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cafe_sim.cafe.model import HandOver, Plan, Shop
from cafe_sim.game.played import Played, play_day
from cafe_sim.game.views import FaultView, Figure, Lane, ResultView

if TYPE_CHECKING:
    from cafe_sim.content.level import Level


def result_of(level: Level, plan: Plan, day: Played) -> ResultView:
    """The result of having played `day` with `plan`."""
    outcome = day.outcome
    ghost = ghost_of(level)
    served = outcome.lost == 0
    figures = _figures(level, day)
    return ResultView(
        level=level.id,
        title=level.title,
        worked=outcome.worked,
        served=outcome.served,
        orders=len(day.stays),
        sound=served and outcome.worked,
        par=bool(figures and figures[0].good),
        light=is_light(level, plan),
        always="nothing is shared here, so every order of events ends alike" if outcome.worked else "",
        always_ok=None,
        figures=figures,
        faults=tuple(FaultView(f.kind, f.message, tuple(site.line for site in f.sites)) for f in outcome.faults),
        notes=(),
        lanes=tuple(Lane(worker.name, day.lane(worker.name)) for worker in level.shop.staff),
        ghost=_ghost_lane(level, ghost),
        ghost_text=level.ghost.text if level.ghost is not None else "",
        end=day.end,
        lesson=tuple(level.lesson),
        term=level.term,
        python=level.python,
        program=day.program,
        new_stars=(),
        next_level="",
    )


def _figures(level: Level, day: Played) -> tuple[Figure, ...]:
    outcome, measure = day.outcome, level.measure
    values = {"mean wait": outcome.mean_wait, "closing": outcome.closes, "van": outcome.van}
    figures = []
    if measure is not None:
        value = values[measure.kind]
        if value is not None:
            good = outcome.lost == 0 and value <= measure.par + 0.005
            figures.append(Figure(measure.kind, value, "s", measure.par, measure.floor, good))
    if outcome.closes is not None and (measure is None or measure.kind != "closing"):
        figures.append(Figure("closes at", outcome.closes, "s", None, None, None))
    figures.append(Figure("throughput", outcome.throughput, "orders a minute", None, None, None))
    return tuple(figures)


def is_light(level: Level, plan: Plan) -> bool:
    """The rules alone ran the shift, with no more lines than the level's figure; with a batch, no more tags."""
    light = level.light
    rules = plan.rules[-1].makers if plan.rules else {}
    by_rule = not plan.hand_overs and len(rules) <= (light.rules or 0)
    return by_rule and (light.tags is None or len(plan.joins) <= light.tags)


def ghost_of(level: Level) -> Played | None:
    """The same orders, each given to the ghost the moment it arrives: the program run for real."""
    if level.ghost is None:
        return None
    worker = level.ghost.worker
    shop: Shop = msgspec.structs.replace(level.shop, staff=(worker,))
    rows = tuple(HandOver(at=order.at, order=number, to=worker.name) for number, order in enumerate(shop.orders, 1))
    return play_day(shop, Plan(hand_overs=rows), level.title)


def _ghost_lane(level: Level, ghost: Played | None) -> Lane | None:
    if ghost is None or level.ghost is None:
        return None
    return Lane(level.ghost.worker.name, ghost.lane(level.ghost.worker.name))
