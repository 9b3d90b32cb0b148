"""What came of a shift: the day as it was played, scored, beside what somebody else would have made of the same orders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import msgspec

from cafe_sim.cafe.model import HandOver, Plan, Shop
from cafe_sim.content.stars import is_light, reaches_par, speed
from cafe_sim.game.played import Played, play_day
from cafe_sim.game.views import FaultView, Figure, Lane, ResultView
from cafe_sim.game.words import listed, mmss

if TYPE_CHECKING:
    from cafe_sim.content.level import Level

LEFT_SHOWN: Final = 4
"""How many of those who left are named."""


def result_of(level: Level, plan: Plan, day: Played) -> ResultView:
    """The result of having played `day` with `plan`."""
    outcome = day.outcome
    always, always_ok = _always(level, day)
    return ResultView(
        level=level.id,
        title=level.title,
        worked=outcome.worked,
        served=outcome.served,
        orders=len(day.stays),
        sound=outcome.worked and not outcome.faults,
        par=reaches_par(level, outcome),
        light=is_light(level, plan, outcome.guards),
        always=always,
        always_ok=always_ok,
        figures=tuple(_figures(level, day)),
        faults=tuple(FaultView(f.kind, f.message, tuple(site.line for site in f.sites)) for f in outcome.faults),
        notes=tuple(_notes(level, day)),
        lanes=tuple(Lane(worker.name, day.lane(worker.name)) for worker in level.shop.staff),
        ghost=_ghost_lane(level, ghost_of(level)),
        ghost_text=level.ghost.text if level.ghost is not None else "",
        end=day.end,
        lesson=tuple(level.lesson),
        term=level.term,
        python=level.python,
        program=day.program,
        new_stars=(),
        next_level="",
    )


def _always(level: Level, day: Played) -> tuple[str, bool | None]:
    """What one run tells of all the others, and no more than that."""
    if day.outcome.faults:
        return "no: what went wrong below does not hang on luck alone", False
    if not level.shop.things:
        return "nothing is shared here, so no other order of events can spoil it", True
    return "every access to what is shared was ordered; the inspector has not been asked", None


def _figures(level: Level, day: Played) -> Iterator[Figure]:
    outcome, measure = day.outcome, level.measure
    value = speed(level, outcome)
    if measure is not None and value is not None:
        name = "van out at" if measure.kind == "van" else measure.kind
        yield Figure(name, value, "s", measure.par, measure.floor, reaches_par(level, outcome))
    if outcome.closes is not None and (measure is None or measure.kind != "closing"):
        yield Figure("closes at", outcome.closes, "s", None, None, None)
    yield Figure("throughput", outcome.throughput, "orders a minute", None, None, None)


def _notes(level: Level, day: Played) -> Iterator[str]:
    """Who left, whose loop stood, how busy everybody was."""
    left = [f"#{stay.number} {stay.item} at {mmss(stay.left)}" for stay in day.stays if stay.left is not None]
    if left:
        yield f"Left: {listed(left[:LEFT_SHOWN])}{', and more' if len(left) > LEFT_SHOWN else ''}."
    for worker in level.shop.staff:
        stood = sum(s.end - s.start for s in day.lane(worker.name) if s.state == "hold")
        if worker.role == "barista" and stood:
            yield f"{worker.name}'s loop stood still for {stood:g} s: nothing else of hers could move."
    busy = [f"{name} {share:.0%}" for name, share in day.outcome.utilisation.items()]
    if busy:
        yield f"Busy: {', '.join(busy)}. 95 of 100 waited {day.outcome.p95_wait or 0:g} s or less."


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
