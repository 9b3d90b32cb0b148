"""Rows of a level's table, measured on the engine and seen by the inspector; par against the floor; break levels'
programs; and that all of it happens the same way again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from cafe_sim.cafe.day import Day, DayOutcome
from cafe_sim.cafe.inspecting import CafeSubject, always_works
from cafe_sim.cafe.model import Plan
from cafe_sim.cafe.score import floor
from cafe_sim.content.changes import changed_plan, changed_shop
from cafe_sim.content.claims import Claim
from cafe_sim.content.level import Count, Expected, Level, Row
from cafe_sim.content.policies import plan_of, shared
from cafe_sim.content.stars import EXACT, changed_of, is_light, reaches_par, speed
from cafe_sim.content.subjects import SceneSubject, level_subject, round_subject
from cafe_sim.engine.explore import Budget, Inspection, inspect, replay
from cafe_sim.engine.explore.strategies.determinism import walk_twice
from cafe_sim.engine.explore.telling.codes import decode, encode
from cafe_sim.errors import BadContent, Misuse

if TYPE_CHECKING:
    from cafe_sim.engine.explore import Subject

CENT: Final = 0.0051
"""Tables give means to two decimals."""
ROUND: Final = Budget(seconds=120.0)
"""More than any round of a level needs, on a machine that has much else to do."""
TWICE: Final = 10
"""So many orders of a round are taken twice."""


def plan_of_row(level: Level, row: Row) -> Plan:
    """The plan that a row speaks of."""
    if row.plan is not None:
        return row.plan
    if row.swap is not None:
        return Plan(text=level.shop.program.replace(row.swap.old, row.swap.new))
    return (
        plan_of(level.shop, row.policy)
        if row.policy
        else {"naive": level.naive, "reference": level.reference}[row.name]
    )


def shipped_plans(level: Level) -> Iterator[Plan]:
    """Every plan that is written down in a level, its own first; none of a level to break, whose program is given."""
    if level.scene is None:
        yield level.naive
        yield level.reference
        yield from (plan_of_row(level, row) for row in level.proof.rows if row.plan is not None or row.swap is not None)


def figures(level: Level, plan: Plan, outcome: DayOutcome) -> dict[str, object]:
    """What was measured, under the names that `Expected` has for it."""
    return {
        "closes": outcome.closes,
        "stuck": outcome.stuck,
        "mean_wait": outcome.mean_wait,
        "van": outcome.van,
        "till": outcome.till,
        "served": outcome.served,
        "lost": outcome.lost,
        "sold": sum(entry.state == "served" for entry in outcome.ledger),
        "locks": outcome.guards.count,
        "held": outcome.guards.seconds,
        "lines": changed_of(level, plan),
        "faults": tuple(sorted({fault.kind for fault in outcome.faults})),
        "par": reaches_par(level, outcome),
        "light": is_light(level, plan, outcome.guards),
    }


def differences(expected: Expected, measured: dict[str, object]) -> tuple[bool, str, str]:
    """(it holds, what was expected in words, what was measured in words), for the figures that `expected` states."""
    wanted = {name: value for name in measured if (value := getattr(expected, name)) is not None}
    holds = all(_same(name, value, measured[name]) for name, value in wanted.items())
    return holds, _words(wanted), _words({name: measured[name] for name in wanted})


def _same(name: str, wanted: object, found: object) -> bool:
    if isinstance(wanted, float) and isinstance(found, (int, float)):
        return abs(wanted - found) <= (CENT if name == "mean_wait" else EXACT)
    if name == "faults" and isinstance(wanted, tuple):
        return tuple(sorted(wanted)) == found
    return wanted == found


def _words(figures: dict[str, object]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {_word(value)}" for name, value in figures.items())


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return f"{round(value, 3):g}"
    if isinstance(value, tuple):
        return " ".join(str(part) for part in value) or "none"
    return "never" if value is None else str(value)


def prove_row(level: Level, index: int) -> list[Claim]:
    """One row of the table: its figures in this run, and what its verdict says of every other run."""
    row = level.proof.rows[index]
    plan = plan_of_row(level, row)
    outcome = Day(level.shop, plan).run()
    holds, wanted, found = differences(row.expected, figures(level, plan, outcome))
    claims = [Claim(level.id, f"row: {row.name}", holds, wanted, found)]
    subject = round_subject(level, plan)
    inspection = inspected(subject)
    clean = bool(always_works(inspection)) and not outcome.faults
    claims.append(_verdict(level, row, outcome.worked, clean=clean, seen=_seen(inspection)))
    if row.expected.round is not None:
        claims.append(_counted(level, row, row.expected.round, Count(inspection.traces, inspection.wrong_traces)))
    if row.schedule:
        claims.append(_stored(level, row, subject, inspection))
    return claims


def inspected(subject: Subject) -> Inspection:
    """The inspector's visit: a round is walked to its end."""
    return inspect(subject, ROUND, exhaustive=True)


def _verdict(level: Level, row: Row, worked: bool, *, clean: bool, seen: str = "") -> Claim:
    """Right: worked and always works.

    Lucky: worked, and the inspector finds a fault, or the run itself does. Wrong: failed.
    """
    found = "right" if worked and clean else "lucky" if worked else "wrong"
    measured = f"{found}: {seen}" if seen else found
    return Claim(level.id, f"row: {row.name}, verdict", found == row.verdict, row.verdict, measured)


def _seen(inspection: Inspection) -> str:
    """The inspector's verdict, and by which schedule."""
    if not inspection.findings:
        return inspection.verdict
    first = inspection.findings[0]
    return f"{inspection.verdict} by {_kinds(inspection)}, {encode(first.schedule, inspection.learned, '')}"


def _kinds(inspection: Inspection) -> str:
    return " ".join(sorted({finding.fault.kind for finding in inspection.findings}))


def _counted(level: Level, row: Row, wanted: Count, found: Count) -> Claim:
    """How many distinct orders a round has, and how many of them go wrong."""
    return Claim(level.id, f"row: {row.name}, round", wanted == found, _count(wanted), _count(found))


def _count(count: Count) -> str:
    return f"{count.traces} traces, {count.bad} bad"


def _stored(level: Level, row: Row, subject: CafeSubject, inspection: Inspection) -> Claim:
    """The row's stored schedule still shows what is wrong: for the naive plan, the fault that the level teaches."""
    try:
        schedule = decode(row.schedule).schedule(subject, "")
        again = replay(subject, schedule)
        kinds = {fault.kind for fault in again.faults}
        # the trace may be another: one version's digests are not the next one's
        holds = level.teaches in kinds if row.name == "naive" else bool(kinds)
        found = " ".join(sorted(kinds)) or "no fault"
    except BadContent as error:
        holds, found = False, str(error)
    wanted = level.teaches if row.name == "naive" else "a fault"
    better = "" if holds else f"; the inspector finds {_seen(inspection)}"
    return Claim(level.id, f"row: {row.name}, stored schedule", holds, f"shows {wanted}", f"{found}{better}")


def prove_par(level: Level, _: int) -> list[Claim]:
    """Par is reached by a stored plan that is right; nothing beats the floor, no lower than the shop allows."""
    measure = level.measure
    assert measure is not None
    days = [(row, Day(level.shop, plan_of_row(level, row)).run()) for row in level.proof.rows]
    right = [(row.name, speed(level, day)) for row, day in days if row.verdict == "right" and day.worked]
    reached = [name for name, value in right if value is not None and value <= measure.par + EXACT]
    best = min((value for _, value in right if value is not None), default=None)
    bound = floor(level.shop, measure.kind, in_order=not (level.toolbox.move or level.toolbox.together))
    return [
        Claim(
            level.id,
            "par is reached",
            bool(reached),
            f"a right row within {measure.par:g}",
            ", ".join(reached) or "none",
        ),
        Claim(
            level.id,
            "nobody beats the floor",
            best is not None and best >= measure.floor - CENT,
            f"not below {measure.floor:g}",
            f"best {_word(best)}",
        ),
        Claim(
            level.id,
            "the floor is what the shop allows",
            measure.floor >= bound - CENT,
            f"at least {bound:.2f}",
            f"{measure.floor:g}",
        ),
        _teaches(level),
        *_ghosts(level),
    ]


def _ghosts(level: Level) -> list[Claim]:
    """The ghost lane's figures, measured."""
    if level.ghost is None:
        return []
    ghost = level.ghost
    name = ghost.worker.name
    shop = replace(level.shop, staff=(ghost.worker,))
    day = Day(shop, shared(shop, tuple(name for _ in shop.orders))).run()
    expected = Expected(closes=ghost.closes, mean_wait=ghost.mean_wait, lost=0)
    holds, wanted, measured = differences(expected, figures(level, Plan(), day))
    return [Claim(level.id, f"the ghost, {name}", holds, wanted, measured)]


def _teaches(level: Level) -> Claim:
    """The naive plan fails with the fault that the level teaches."""
    day = Day(level.shop, level.naive).run()
    kinds = {fault.kind for fault in day.faults}
    seen = {
        "lost customers": day.lost > 0,
        "makespan": day.lost > 0 and not kinds,
        "never-joined": bool(level.shop.batch) and "data-race" in kinds,
    }
    holds = not day.worked and seen.get(level.teaches, level.teaches in kinds)
    found = f"{day.lost} lost, faults {' '.join(sorted(kinds)) or 'none'}"
    return Claim(level.id, "naive fails as taught", holds, level.teaches, found)


def prove_what_if(level: Level, _: int) -> list[Claim]:
    """What comes of the changed day, with the reference."""
    change = level.what_if
    assert change is not None
    shop = changed_shop(level.shop, change)
    plan = changed_plan(shop, level.reference, change)
    holds, wanted, found = differences(change.expected, figures(level, plan, Day(shop, plan).run()))
    return [Claim(level.id, f"what if: {change.text}", holds, wanted, found)]


def prove_scene(level: Level, _: int) -> list[Claim]:
    """Some schedules of a break level's program reach the goal; none of the corrected program's does."""
    scene = level.scene
    assert scene is not None
    walked = inspected(SceneSubject(scene.program, scene, level.id))
    corrected = inspected(SceneSubject(scene.corrected, scene, level.id))
    return [
        Claim(
            level.id,
            "scene: every order of events",
            walked.complete and (walked.traces, walked.wrong_traces) == (scene.traces, scene.bad),
            f"{scene.traces} traces, {scene.bad} reach the goal",
            f"{walked.traces} traces, {walked.wrong_traces} reach the goal",
        ),
        Claim(
            level.id,
            "scene: one bad moment",
            [finding.preemptions for finding in walked.findings] == [scene.preemptions],
            f"{scene.preemptions} preemptions",
            f"{' '.join(str(finding.preemptions) for finding in walked.findings) or 'no'} preemptions",
        ),
        Claim(
            level.id,
            "scene: the corrected program",
            corrected.verdict == "certified",
            "no order reaches the goal",
            f"{corrected.wrong_traces} of {corrected.traces} orders reach the goal",
        ),
    ]


def prove_twice(level: Level, _: int) -> list[Claim]:
    """The same choices make the same day, event by event."""
    try:
        walk_twice(level_subject(level, level.reference), TWICE)
        differs = ""
    except Misuse as found:
        differs = str(found)
    return [
        Claim(
            level.id,
            f"everything twice: {TWICE} random orders",
            not differs,
            "the same events",
            differs or "the same events",
        )
    ]
