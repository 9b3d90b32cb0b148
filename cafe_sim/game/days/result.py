"""What came of a level: the day as it ran, scored, with what is known of other orders of events kept well apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import msgspec

from cafe_sim.cafe.inspecting import always_works, in_words
from cafe_sim.cafe.model import HandOver, Plan, Shop
from cafe_sim.content.stars import (
    EXACT,
    by_hand,
    changed_of,
    is_light,
    marks_of,
    needs_inspector,
    reaches_par,
    sent_of,
    speed,
)
from cafe_sim.game.days.played import Played, play_day
from cafe_sim.game.views import FaultView, Figure, Lane, ResultView
from cafe_sim.game.words import as_till, listed, mmss, mmss_up

if TYPE_CHECKING:
    from cafe_sim.cafe.day import DayOutcome
    from cafe_sim.content.level import Level
    from cafe_sim.engine import Fault
    from cafe_sim.engine.explore import Inspection
    from cafe_sim.game.views import FailingView

MEASURES: Final = {"mean wait": "mean wait", "closing": "closes at", "van": "van out at"}
"""What a level's measure is called beside its figure."""
CAUSES: Final = {"lost-update": 1, "data-race": 2}
"""Kinds of fault that say how something came about, told after what came of it."""
LEFT_SHOWN: Final = 4
"""How many of those who left are named."""


def result_of(
    level: Level,
    plan: Plan,
    day: Played,
    verdict: Inspection | None = None,
    failing: FailingView | None = None,
) -> ResultView:
    """The result of having played `day` with `plan`; `verdict` is what the inspector found, if he was asked, `failing`
    the same told.
    """
    late = any(stay.left is not None for stay in day.stays)
    return with_verdict(_of_day(level, plan, day), level, verdict, failing, late=late)


def with_verdict(
    view: ResultView, level: Level, verdict: Inspection | None, failing: FailingView | None, *, late: bool
) -> ResultView:
    """The result of a day with what the inspector says besides. `late`: customers left that day, which is not his
    business.

    Sound takes a run without a fault and, where the level needs him, the inspector's certificate besides: one good day
    is luck.
    """
    always, always_ok = _always(level, view, verdict, late=late)
    found = fault_views(finding.fault for finding in (verdict.findings if verdict else ()))
    return replace(
        view,
        sound=view.worked and not view.faults and (always_ok is True or not needs_inspector(level)),
        always=always,
        always_ok=always_ok,
        faults=_each_once((*view.faults, *found)),
        stamp=verdict.verdict if verdict is not None else "",
        failing=failing,
        can_ask=view.worked and needs_inspector(level) and (verdict is None or always_works(verdict) is None),
    )


def _of_day(level: Level, plan: Plan, day: Played) -> ResultView:
    """What the day itself says: nothing of always."""
    outcome = day.outcome
    return ResultView(
        level=level.id,
        title=level.title,
        worked=outcome.worked,
        served=outcome.served,
        orders=len(day.stays),
        sound=False,
        par=reaches_par(level, outcome),
        light=is_light(level, plan, outcome.guards),
        always="",
        always_ok=None,
        figures=tuple(figures_of(level, plan, outcome)),
        faults=fault_views(outcome.faults),
        notes=(*who_left(day), *_notes(level, day), *_by_hand(level, plan, outcome)),
        lanes=lanes_of(level, day),
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


def fault_views(faults: Iterable[Fault]) -> tuple[FaultView, ...]:
    """Each kind of fault once for each set of lines, causes after consequences."""
    return _each_once(
        FaultView(fault.kind, as_till(fault.message), tuple(site.line for site in fault.sites)) for fault in faults
    )


def _each_once(views: Iterable[FaultView]) -> tuple[FaultView, ...]:
    """The day and the inspector may both have seen a fault."""
    once: dict[object, FaultView] = {}
    for view in sorted(views, key=lambda view: CAUSES.get(view.kind, 0)):
        once.setdefault((view.kind, frozenset(view.lines)), view)
    return tuple(once.values())


def lanes_of(level: Level, day: Played) -> tuple[Lane, ...]:
    """Everybody's day, and why they stand for ever, if they do."""
    standing = day.outcome.standing
    return tuple(Lane(w.name, day.lane(w.name), standing.get(w.name, ""), day.wanted(w.name)) for w in level.shop.staff)


def judged(verdict: Inspection, day: Played | None) -> str:
    """The inspector's verdict; beside a day on which customers left, that this is not his business."""
    return _beside(verdict, late=day is not None and any(stay.left is not None for stay in day.stays))


def _beside(verdict: Inspection, *, late: bool) -> str:
    return f"{in_words(verdict)}; he judges no lateness" if late and always_works(verdict) else in_words(verdict)


def _always(level: Level, view: ResultView, verdict: Inspection | None, *, late: bool) -> tuple[str, bool | None]:
    """What is known of other orders of events than this run's, and no more than that."""
    if verdict is not None:
        return _beside(verdict, late=late), always_works(verdict)
    if view.faults:
        return "no: what went wrong below does not hang on luck alone", False
    if needs_inspector(level):
        return "the inspector has not been asked", None
    if not view.worked:
        return "no value is shared: nothing but time went wrong", None
    return "no value is shared: no order of events makes it wrong", None


def figures_of(level: Level, plan: Plan, outcome: DayOutcome) -> Iterator[Figure]:
    """What a day is measured by, each figure beside what it is held against."""
    measure = level.measure
    value = speed(level, outcome)
    if measure is not None and value is not None:
        floor = measure.floor if value >= measure.floor - EXACT else None  # who breaks a rule may well be quicker
        yield Figure(MEASURES[measure.kind], value, "s", measure.par, floor, reaches_par(level, outcome))
    if outcome.closes is not None and (measure is None or measure.kind != "closing"):
        name = "closes at" if not outcome.lost else "last one out at"  # some cups may still be made in vain
        yield Figure(name, outcome.closes, "s", None, None, None)
    if level.light.locks is not None:
        guards = outcome.guards
        yield Figure("locks", guards.count, "", level.light.locks, None, guards.count <= level.light.locks, "light")
        if level.light.held is not None:
            of_one = level.light.holding
            held = guards.held.get(of_one, 0.0) if of_one else guards.seconds
            good = held <= level.light.held + EXACT
            yield Figure(f"{of_one} held" if of_one else "held", held, "s", level.light.held, None, good, "light")
    if level.light.signals is not None:
        signals = len(plan.signals)
        yield Figure("signals", signals, "", level.light.signals, None, signals <= level.light.signals, "light")
    if level.light.marks is not None:
        marks = marks_of(plan)
        yield Figure("put together", marks, "", level.light.marks, None, marks <= level.light.marks, "light")
    if level.light.sent is not None:
        sent = sent_of(plan)
        yield Figure("through the hatch", sent, "", level.light.sent, None, sent <= level.light.sent, "light")
    if level.light.lines is not None:
        changed = changed_of(level, plan)
        good = changed <= level.light.lines
        yield Figure("lines changed", changed, "", level.light.lines, None, good, "light")
    if outcome.till is not None:
        yield Figure("till", outcome.till, "", None, None, None, text=f"{outcome.till:.2f}")
    yield Figure("throughput", outcome.throughput, "orders a minute", None, None, None)


def who_left(day: Played) -> Iterator[str]:
    """Those who had no patience any more, by name; and what was made in vain for them, after the last cup, too."""
    gone = [(stay, stay.left) for stay in day.stays if stay.left is not None and not stay.is_incomplete]
    left = [f"#{stay.number} {stay.item} at {mmss(at)}" for stay, at in gone]
    if left:
        yield f"Left: {listed(left[:LEFT_SHOWN])}{', and more' if len(left) > LEFT_SHOWN else ''}."
    vain = [f"#{stay.number} {stay.item} by {stay.worker} until {mmss_up(end)}" for stay, end in day.in_vain]
    if vain:
        yield f"Made in vain: {listed(vain[-LEFT_SHOWN:])}{', and more' if len(vain) > LEFT_SHOWN else ''}."


def whose_loop_stood(level: Level, day: Played) -> Iterator[str]:
    """Baristas who were held, and all that was theirs with them."""
    for worker in level.shop.staff:
        stood = sum(s.end - s.start for s in day.lane(worker.name) if s.state == "hold")
        if worker.role == "barista" and stood and not level.shop.blocked_loop_is_fault:
            yield f"{worker.name}'s loop stood still for {stood:g} s: nothing else of hers could move."


def _notes(level: Level, day: Played) -> Iterator[str]:
    """Whose loop stood, how busy everybody was."""
    yield from whose_loop_stood(level, day)
    busy = [f"{name} {share * 100:.0f} %" for name, share in day.outcome.utilisation.items()]
    if busy:
        late = day.outcome.p95_wait
        yield f"Busy: {', '.join(busy)}." + (f" 95 % waited {late:g} s or less." if late is not None else "")


def _by_hand(level: Level, plan: Plan, outcome: DayOutcome) -> Iterator[str]:
    """What keeps a good day from the star for a light touch, where rules are asked for."""
    if outcome.worked and by_hand(level, plan):
        what = f"every {listed(level.light.by_rule)}" if level.light.by_rule else "everything"
        yield f"Given by hand: {len(by_hand(level, plan))}. For a light touch, standing rules hand over {what}."


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
