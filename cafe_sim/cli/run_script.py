"""One execution of a script, or of the program of a level to break: what it prints, then how it went.

A script that wants what the engine does not model is input we cannot run: that is no fault of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from cafe_sim.cli.findings import (
    BAD_INPUT,
    FOUND_FAULTS,
    FOUND_NOTHING,
    INCONCLUSIVE,
    STYLES,
    findings,
    findings_json,
    refusals,
)
from cafe_sim.cli.output import clock, print_json, print_lines, seconds, visible, write
from cafe_sim.engine import Outcome, Program, run

if TYPE_CHECKING:
    from cafe_sim.content.level import Level
    from cafe_sim.engine import Fault

TOLD = {"begin": (0, "begins"), "timeout": (0, "waits in vain: time is up"), "exit": (2, "ends")}
"""What is narrated besides printing: operation → (rank among what happens at one moment, words)."""

_LIMITS: Mapping[str, str] = {
    "turns": "too many turns of its loops (is this one endless?)",
    "events": "too much on record (is this loop endless?)",
    "silence": "no sign of life for too long",
    "time": "the time was over",
}
"""By `Execution.limit`."""


def run_script(
    path: Path, arguments: Sequence[str] = (), *, seed: int = 0, cores: int = 1, as_json: bool, plain: bool
) -> int:
    """Run any Python script once, on virtual time; the exit status."""
    program = Program.from_file(path, arguments=arguments)
    return show_outcome(str(path), run(program, seed=seed, cores=cores), as_json=as_json, plain=plain)


def run_scene(level: Level, program: str, *, seed: int, cores: int, as_json: bool, plain: bool) -> int:
    """Run a break level's own program once; the exit status."""
    outcome = run(Program.from_source(program), seed=seed, cores=cores)
    title = f"{level.id}{', ' if plain else '  '}{level.title}, as the clock would have it"
    return show_outcome(level.id, outcome, title=title, as_json=as_json, plain=plain)


def show_outcome(
    target: str,
    outcome: Outcome,
    *,
    title: str = "",
    as_json: bool,
    plain: bool,
    besides: Mapping[str, object] = MappingProxyType({}),
) -> int:
    """Print what came of an execution; `besides` is what a program that reads it is told as well. The exit status."""
    status = _status(outcome)
    if as_json and status != BAD_INPUT:
        print_json(
            {
                "target": target,
                "worked": outcome.worked,
                "state": outcome.state,
                "virtual_seconds": outcome.virtual_seconds,
                "digest": outcome.digest,
                **findings_json(outcome.faults, outcome.notes),
                "output": outcome.printed,
                "exit": outcome.exit,
                "score": None,
                **besides,
            }
        )
    elif not as_json:
        if title:
            print_lines([(title, "bold")], plain=plain)
        write(_narrated(outcome) if plain else _printed(outcome))
        if status != BAD_INPUT:
            print_lines([(_summary(outcome), STYLES.get(status, "yellow"))], plain=plain)
            print_lines(findings(outcome.faults, outcome.notes, plain=plain), plain=plain)
    for sentence in refusals(outcome.faults) if status == BAD_INPUT else ():
        click.echo(f"cafe-sim: {sentence}", err=True)
    return status


def _status(outcome: Outcome) -> int:
    if outcome.faults and len(list(refusals(outcome.faults))) == len(outcome.faults):
        return BAD_INPUT
    if outcome.faults or outcome.exit not in (0, None):
        return FOUND_FAULTS
    return FOUND_NOTHING if outcome.state == "ended" else INCONCLUSIVE


def _summary(outcome: Outcome) -> str:
    took = f"{seconds(outcome.virtual_seconds)} of virtual time"
    if outcome.faults:
        kinds = ", ".join(dict.fromkeys(fault.kind for fault in outcome.faults))
        cut = f"; {_stopped(outcome)}" if outcome.state == "spent" else ""
        if _hurt(outcome.faults):
            return f"✗ did not work this time ({kinds}), {took}{cut}"
        return f"✗ broken ({kinds}), whatever came out this time, {took}{cut}"
    if outcome.state == "spent":
        return f"? {_stopped(outcome)}, after {took}; nothing wrong was seen up to then"
    if isinstance(outcome.exit, str):
        return f"✗ the script gave up: {visible(outcome.exit)}, {took}"
    if outcome.exit not in (0, None):
        return f"✗ the script ended with exit status {outcome.exit}, {took}"
    return f"✔ worked this time: nothing wrong was seen in this one run, {took}"


def _stopped(outcome: Outcome) -> str:
    place = f" at {visible(outcome.stood.file)}:{outcome.stood.line}" if outcome.stood.line else ""
    return f"stopped{place}: a limit was reached, {_LIMITS[outcome.limit]}"


def _hurt(faults: Iterable[Fault]) -> bool:
    """Something really went wrong in this run; a race alone may have come out right."""
    return any(fault.kind not in ("data-race", "foreign-call") for fault in faults)


def _printed(outcome: Outcome) -> str:
    """What the program printed, and an empty line under it."""
    text = visible(outcome.printed).rstrip("\n")
    return f"{text}\n\n" if text else ""


def _narrated(outcome: Outcome) -> str:
    """Who began, said and ended what, each with its time."""
    trace = outcome.trace
    told = [
        (at, 1, f"{_who(outcome, actor)} prints: {visible(line)}")
        for at, actor, text in outcome.output
        for line in text.split("\n")
        if line.strip()
    ]
    for event in trace.events:
        if event.op in TOLD:
            rank, words = TOLD[event.op]
            told.append((event.time, rank, f"{_who(outcome, event.actor)} {words}"))
    told.sort(key=lambda entry: entry[:2])
    return "".join(f"{clock(at)}  {line}\n" for at, _, line in told)


def _who(outcome: Outcome, actor: int) -> str:
    return visible(outcome.trace.actors[actor].name)
