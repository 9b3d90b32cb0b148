"""`cafe-sim run TARGET`: one execution, and what was found in it.

A script prints what it prints, then a line under it says how it went. A level runs one day of a plan and shows who was
served when. "Worked this time" is all that one run can say, and all that is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cafe_sim.cli.output import clock, console, print_json, seconds, styled, visible
from cafe_sim.cli.targets import level_of, plan_of
from cafe_sim.errors import Misuse

if TYPE_CHECKING:
    from cafe_sim.cafe.day import DayOutcome
    from cafe_sim.content.level import Level
    from cafe_sim.engine import Fault, Note, Outcome

FOUND_NOTHING, FOUND_FAULTS, INCONCLUSIVE = 0, 1, 3
TOLD = {"begin": (0, "begins"), "timeout": (0, "waits in vain: time is up"), "exit": (2, "ends")}
"""What is narrated besides printing: operation → (rank among what happens at one moment, words)."""
Lines = Iterable[tuple[str, str]]
"""(text, style)."""


def run_target(target: str, plan: Path | None, *, seed: int, cores: int, as_json: bool, plain: bool) -> int:
    """Run a script, or a level with a plan; the exit status."""
    if target.endswith(".py"):
        if plan is not None:
            raise Misuse("--plan belongs to a level, and this is a script: leave it out")
        return run_script(Path(target), seed=seed, cores=cores, as_json=as_json, plain=plain)
    level = level_of(target)
    if level.scene is not None:
        from cafe_sim.engine import Program, run

        return _show_script(target, run(Program.from_source(level.scene.program), seed=seed), as_json, plain)
    return _run_level(level, plan, as_json=as_json, plain=plain)


def run_script(path: Path, *, seed: int = 0, cores: int = 1, as_json: bool = False, plain: bool = False) -> int:
    """Run any Python script once, on virtual time."""
    from cafe_sim.engine import Program, run

    return _show_script(str(path), run(Program.from_file(path), seed=seed, cores=cores), as_json, plain)


# ---- scripts -----------------------------------------------------------------------------------


def _show_script(target: str, outcome: Outcome, as_json: bool, plain: bool) -> int:
    status = _status(outcome)
    if as_json:
        print_json(
            {
                "target": target,
                "worked": outcome.worked,
                "state": outcome.state,
                "virtual_seconds": outcome.virtual_seconds,
                "digest": outcome.digest,
                "faults": [asdict(fault) for fault in outcome.faults],
                "notes": [asdict(note) for note in outcome.notes],
                "output": outcome.printed,
                "score": None,
            }
        )
        return status
    said = list(_narrated(outcome)) if plain else [(visible(outcome.printed).rstrip("\n"), "")]
    _print([*said, ("", "")] if outcome.output or plain else [], plain)
    _print([(_summary(outcome), _style(status)), *_findings(outcome.faults, outcome.notes)], plain)
    return status


def _status(outcome: Outcome) -> int:
    if outcome.faults or outcome.exit not in (0, None):
        return FOUND_FAULTS
    return FOUND_NOTHING if outcome.state == "ended" else INCONCLUSIVE


def _summary(outcome: Outcome) -> str:
    took = f"{seconds(outcome.virtual_seconds)} of virtual time"
    if outcome.faults:
        kinds = ", ".join(dict.fromkeys(fault.kind for fault in outcome.faults))
        return f"✗ did not work this time ({kinds}), {took}" if _hurt(outcome.faults) else f"✗ broken ({kinds}), {took}"
    if outcome.state == "spent":
        place = f" at {outcome.stood.file}:{outcome.stood.line}" if outcome.stood.line else ""
        return f"? stopped{place}: a limit was reached (is this loop endless?) after {took}; nothing wrong was seen up to then"
    if outcome.exit not in (0, None):
        return f"✗ the script ended with exit status {outcome.exit}, {took}"
    return f"✔ worked this time: nothing wrong was seen in this one run, {took}"


def _hurt(faults: Iterable[Fault]) -> bool:
    """Something really went wrong in this run; a race alone may have come out right."""
    return any(fault.kind not in ("data-race", "foreign-call") for fault in faults)


def _narrated(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Who started, said and ended what, each with its time."""
    trace = outcome.trace
    lines = [
        (at, 1, f"{trace.actors[actor].name} prints: {visible(text).rstrip()}")
        for at, actor, text in outcome.output
        if text.strip()
    ]
    for event in trace.events:
        if event.op in TOLD:
            rank, words = TOLD[event.op]
            lines.append((event.time, rank, f"{trace.actors[event.actor].name} {words}"))
    for at, _, line in sorted(lines, key=lambda entry: entry[:2]):
        yield f"{clock(at)}  {line}", ""


# ---- levels ------------------------------------------------------------------------------------


def _run_level(level: Level, plan_file: Path | None, *, as_json: bool, plain: bool) -> int:
    from cafe_sim.cafe.day import Day

    plan = plan_of(level, plan_file)
    day = Day(level.shop, plan, level.title).run()
    sound = day.worked and not day.faults
    if as_json:
        print_json(
            {
                "target": level.id,
                "worked": day.worked,
                "virtual_seconds": day.closes if day.stuck is None else day.stuck,
                "digest": day.digest,
                "faults": [asdict(fault) for fault in day.faults],
                "notes": [asdict(note) for note in day.notes],
                "score": _score(level, day),
                "orders": [asdict(entry) for entry in day.ledger],
            }
        )
        return FOUND_NOTHING if sound else FOUND_FAULTS
    name = "with its reference plan" if plan_file is None else f"with {plan_file}"
    _print([(f"{level.id}  {level.title}, {name}", "bold"), *_ledger(day), ("", ""), *_figures(level, day)], plain)
    _print(_findings(day.faults, day.notes), plain)
    return FOUND_NOTHING if sound else FOUND_FAULTS


def _score(level: Level, day: DayOutcome) -> dict[str, Any]:
    measure = level.measure
    return {
        "served": day.served,
        "lost": day.lost,
        "mean_wait": day.mean_wait,
        "p95_wait": day.p95_wait,
        "closes": day.closes,
        "van": day.van,
        "throughput": day.throughput,
        "till": day.till,
        "stock": day.stock,
        "locks": day.guards.count,
        "locks_held_seconds": day.guards.seconds,
        "measure": measure.kind if measure else None,
        "par": measure.par if measure else None,
        "floor": measure.floor if measure else None,
    }


def _ledger(day: DayOutcome) -> Lines:
    for entry in day.ledger:
        what = {"served": "served", "sold out": "was told: sold out"}.get(
            entry.state, "left" if entry.left else "waits"
        )
        when = entry.served if entry.served is not None else entry.left
        by = f" by {entry.worker}" if entry.worker and entry.served is not None else ""
        line = f"#{entry.number:<3} {entry.item:<12} came at {seconds(entry.arrived):<8} {what}{by}"
        style = "" if entry.answered else "red"
        yield (f"{line} at {seconds(when)}" if when is not None else line), style


def _figures(level: Level, day: DayOutcome) -> Lines:
    worked = "✔ worked this time" if day.worked else "✗ did not work this time"
    yield f"{worked}: {day.served} of {len(day.ledger)} served", "green" if day.worked else "red"
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
        yield f"locks  {day.guards.count}, held {seconds(day.guards.seconds)} in all", ""


# ---- both --------------------------------------------------------------------------------------


def _findings(faults: Iterable[Fault], notes: Iterable[Note]) -> Lines:
    for fault in faults:
        times = f" ({fault.count} times)" if fault.count > 1 else ""
        yield f"  {fault.kind}{times}: {visible(fault.message)}", "red"
        for site in fault.sites:
            yield f"    {site.file}:{site.line}  {site.actor}: {visible(site.operation)}", "dim"
    for note in notes:
        yield f"  note: {visible(note.message)}", "yellow"


def _style(status: int) -> str:
    return {FOUND_NOTHING: "green", FOUND_FAULTS: "red"}.get(status, "yellow")


def _print(lines: Lines, plain: bool) -> None:
    out = console()
    for text, style in lines:
        out.print(styled(text, "" if plain else style))
