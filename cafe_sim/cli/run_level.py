"""One day of a level with a plan: who was served when, the figures beside par and floor, and what was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from cafe_sim.cafe.day import Day
from cafe_sim.cli.findings import FOUND_FAULTS, FOUND_NOTHING, INCONCLUSIVE, findings, findings_json
from cafe_sim.cli.output import NANO, Lines, clock, print_json, print_lines, seconds
from cafe_sim.game.words import as_till

if TYPE_CHECKING:
    from cafe_sim.cafe.day import DayOutcome
    from cafe_sim.cafe.ledger import Entry
    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level


def run_level(level: Level, plan: Plan, told: str, *, cores: int | None, as_json: bool, plain: bool) -> int:
    """Run one day; `told` says with which plan. The exit status."""
    day = Day(level.shop, plan, level.title, cores=cores).run()
    return show_day(level, plan, day, told, {}, as_json=as_json, plain=plain)


def show_day(
    level: Level,
    plan: Plan,
    day: DayOutcome,
    told: str,
    besides: Mapping[str, object],
    *,
    as_json: bool,
    plain: bool,
) -> int:
    """Print what came of a day; `besides` is what a program that reads it is told as well. The exit status."""
    if as_json:
        print_json({**_as_json(level, plan, day), **besides})
    else:
        title = f"{level.id}, {level.title}, {told}" if plain else f"{level.id}  {level.title}, {told}"
        print_lines([(title, "bold"), *(_narrated(day) if plain else _ledger(day))], plain=plain)
        print_lines([*([] if plain else [("", "")]), *_figures(level, plan, day)], plain=plain)
        print_lines(findings(day.faults, day.notes, plain=plain, said=as_till), plain=plain)
    if day.spent and not day.faults:
        return INCONCLUSIVE
    return FOUND_NOTHING if day.worked and not day.faults else FOUND_FAULTS


def _as_json(level: Level, plan: Plan, day: DayOutcome) -> dict[str, Any]:
    return {
        "target": level.id,
        "worked": day.worked,
        "virtual_seconds": day.trace.end / NANO,
        "digest": day.digest,
        **findings_json(day.faults, day.notes),
        "score": _score(level, plan, day),
        "orders": [asdict(entry) for entry in day.ledger],
    }


def _score(level: Level, plan: Plan, day: DayOutcome) -> dict[str, Any]:
    measure = level.measure
    return {
        "served": day.served,
        "lost": day.lost,
        "mean_wait": day.mean_wait,
        "p95_wait": day.p95_wait,
        "closes": day.closes,
        "van": day.van,
        "throughput": day.throughput,
        "utilisation": day.utilisation,
        "till": day.till,
        "stock": day.stock,
        "locks": day.guards.count,
        "locks_held_seconds": day.guards.seconds,
        "tokens": plan.tokens,
        "bells": _hung(plan, "bell"),
        "rails": _hung(plan, "rail"),
        "measure": measure.kind if measure else None,
        "par": measure.par if measure else None,
        "floor": measure.floor if measure else None,
    }


def _ledger(day: DayOutcome) -> Lines:
    """A line for each order."""
    for entry in day.ledger:
        what = {"served": "served", "sold out": "was told: sold out"}.get(
            entry.state, "left" if entry.left is not None else "waits"
        )
        when = entry.served if entry.served is not None else entry.left
        by = f" by {entry.worker}" if entry.worker and entry.served is not None else ""
        line = f"order {entry.number:<3} {entry.item:<12} came at {seconds(entry.arrived):<8} {what}{by}"
        yield (f"{line} at {seconds(when)}" if when is not None else line), "" if entry.answered else "red"


def _narrated(day: DayOutcome) -> Iterator[tuple[str, str]]:
    """A line for each thing that happened, in its order."""
    told = sorted((moment for entry in day.ledger for moment in _story(entry)), key=lambda moment: moment[:2])
    for when, _, line in told:
        yield f"{clock(round(when * NANO))}  {line}", ""


def _story(entry: Entry) -> Iterator[tuple[float, int, str]]:
    """(second, rank among what happens in it, what happened), from the door to the cup.

    Cups go out before others begin.
    """
    order, who = f"order {entry.number}, {entry.item},", entry.worker
    yield entry.arrived, 1, f"{order} comes in"
    if entry.handed is not None:
        yield entry.handed, 2, f"{order} goes to {who}"
    if entry.begun is not None:
        yield entry.begun, 3, f"{order} is begun by {who}"
    if entry.served is not None:
        rank = 0 if entry.begun is not None and entry.begun < entry.served else 4
        after = f"{seconds(entry.wait or 0.0)} after it came in"
        answer = f"is sold out, says {who}" if entry.state == "sold out" else f"is served by {who}"
        yield entry.served, rank, f"{order} {answer}, {after}"
    if entry.left is not None:
        yield entry.left, 0, f"{order} is lost: the customer leaves"


def _figures(level: Level, plan: Plan, day: DayOutcome) -> Lines:
    worked = "✔ worked this time" if day.worked else "✗ did not work this time"
    yield f"{worked}: {day.served} of {len(day.ledger)} served", "green" if day.worked else "red"
    if day.spent:
        yield "stopped: a limit was reached; is a loop in it endless?", "yellow"
    if day.stuck is not None:
        yield f"nothing moves any more from {seconds(day.stuck)} on", "red"
    measure = level.measure
    value = {"mean wait": day.mean_wait, "closing": day.closes, "van": day.van}[measure.kind] if measure else None
    if measure is not None and value is not None:
        yield f"{measure.kind}  {seconds(round(value, 2))}   par {measure.par:g}   floor {measure.floor:g}", ""
    if day.till is not None:
        yield f"till  {day.till:.2f}", ""
    for name, left in day.stock.items():
        yield f"left in the {name}  {left:g}", ""
    if day.guards.count:
        tokens = "".join(f" ({count} tokens on the {thing})" for thing, count in plan.tokens.items())
        yield f"locks  {day.guards.count}{tokens}, held {seconds(day.guards.seconds)} in all", ""
    for kind in ("bell", "rail"):
        if hung := _hung(plan, kind):
            yield f"{kind}s  {hung}", ""


def _hung(plan: Plan, kind: str) -> int:
    return sum(signal.kind == kind for signal in plan.signals)
