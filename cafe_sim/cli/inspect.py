"""`cafe-sim inspect TARGET`: the inspector, its verdict, and each fault with a schedule that shows it.

All that executes the program is done in worker processes: whatever it does to its process, this one can say what came
of it.

Exit status: 0 nothing is wrong as far as the verdict promises (certified, bounded) · 1 broken · 3 only sampled: the
budget was spent, or the inspection stopped, before even a bound was finished.
"""

from __future__ import annotations

import logging
import shlex
import sys
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

import click

from cafe_sim import __version__
from cafe_sim.cli.findings import (
    BAD_INPUT,
    FOUND_FAULTS,
    FOUND_NOTHING,
    INCONCLUSIVE,
    fault_json,
    note_lines,
    notes_json,
    refusals,
)
from cafe_sim.cli.output import Lines, print_json, print_lines, visible
from cafe_sim.cli.targets import Aim, Conditions, aim_at
from cafe_sim.cli.telling import story_lines
from cafe_sim.engine.explore.processes.hands import SECONDS
from cafe_sim.errors import Misuse, WorkerLost

if TYPE_CHECKING:
    from cafe_sim.engine.explore.inspector.inspection import Inspection, Progress
    from cafe_sim.engine.explore.processes.hands import Hands
    from cafe_sim.engine.explore.telling.counterexample import Counterexample

STATUS: Final = {"broken": FOUND_FAULTS, "certified": FOUND_NOTHING, "bounded": FOUND_NOTHING, "sampled": INCONCLUSIVE}
STAMPS: Final = {
    "broken": ("✗ ", "bold red"),
    "certified": ("✔ ", "bold blue"),
    "bounded": ("✔ ", "cyan"),
    "sampled": ("? ", "yellow"),
}
"""Never the green of "worked this time": that was one run."""
TELL_SECONDS: Final = 2 * SECONDS
"""Longer than a worker process may take. A cluster may have lost all of its own, and then nobody answers."""
LOOK_SECONDS: Final = 0.1
"""Never one long wait: an interrupt that comes just before it would be noticed only at its end."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How to inspect."""

    seconds: float
    schedules: int | None
    bound: int | None
    exhaustive: bool
    jobs: int | None
    cluster: str | None


def inspect_target(
    target: str,
    plan: Path | None,
    conditions: Conditions,
    wish: Wish,
    *,
    replay_out: Path | None,
    as_json: bool,
    plain: bool,
) -> int:
    """Inspect a script, or a level with a plan; the exit status."""
    aim = aim_at(target, plan, conditions)
    if replay_out is not None and not replay_out.parent.is_dir():
        raise _not_written(replay_out, "there is no such folder")  # said before minutes are spent
    inspection, told = _inspected(aim, wish, quiet=as_json or plain or not sys.stderr.isatty())
    written, unwritten = "", None
    try:
        written = _write(replay_out, told, aim)
    except Misuse as error:
        unwritten = error  # what was found is told all the same
    faults = [fault for each in told for fault in each.faults]
    refused = list(refusals(faults))
    nothing_else = bool(refused) and len(refused) == len(faults)
    if as_json and not nothing_else:  # what was refused was not judged
        print_json(_as_json(inspection, told))
    elif not nothing_else:
        print_lines(_lines(inspection, told, aim, written, plain=plain), plain=plain)
    for sentence in refused:
        click.echo(f"cafe-sim: {sentence}", err=True)
    if unwritten is not None:
        raise unwritten
    return BAD_INPUT if nothing_else else STATUS[inspection.verdict]


def _inspected(aim: Aim, wish: Wish, *, quiet: bool) -> tuple[Inspection, list[Counterexample]]:
    from cafe_sim.engine.explore.inspector.budget import Budget
    from cafe_sim.engine.explore.inspector.inspecting import inspect
    from cafe_sim.engine.explore.telling.counterexample import counterexamples

    budget = Budget(wish.seconds) if wish.schedules is None else Budget(wish.seconds, wish.schedules)
    with _hired(wish) as crew:
        with _progress(aim.subject.target, quiet=quiet) as progress:
            inspection = inspect(
                aim.subject,
                budget,
                bound=wish.bound,
                exhaustive=wish.exhaustive,
                crew=crew,
                workers=crew.processes,
                progress=progress,
            )
        if not inspection.findings:
            return inspection, []
        future = crew.submit(
            counterexamples, aim.subject, inspection.findings, inspection.learned, aim.folder, __version__, aim.tell
        )
        return inspection, _told(future)


@contextmanager
def _hired(wish: Wish) -> Iterator[Hands]:
    """Who does the work; gone at the end, however that comes.

    What Dask has to log or to warn of meanwhile, tracebacks among it, is said in our own sentences.
    """
    from cafe_sim.engine.explore.processes.crew import hire

    logged = logging.root.manager.disable
    with warnings.catch_warnings():
        if wish.cluster is not None:
            logging.disable(logging.CRITICAL)
            warnings.simplefilter("ignore")
        try:
            crew = hire(wish.jobs, wish.cluster)
            try:
                yield crew
            finally:
                crew.close()
        finally:
            logging.disable(logged)


def _told(future: Future[list[Counterexample]]) -> list[Counterexample]:
    """What was found, told; none of it if that was stopped: the verdict stands."""
    until = monotonic() + TELL_SECONDS
    try:
        while not future.done() and monotonic() < until:
            wait([future], timeout=LOOK_SECONDS)
        return future.result(timeout=0)
    except KeyboardInterrupt:
        click.echo("cafe-sim: stopped before what was found could be told", err=True)
    except (WorkerLost, CancelledError, TimeoutError) as error:
        why = str(error) or "no worker process answered in time; is there still one?"
        click.echo(f"cafe-sim: what was found could not be told: {visible(why)}", err=True)
    return []


@contextmanager
def _progress(target: str, *, quiet: bool) -> Iterator[Callable[[Progress], object]]:
    """What is being tried, on stderr where somebody watches."""
    if quiet:
        yield lambda _: None
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, highlight=False)
    with console.status(Text(f"inspecting {visible(target)}")) as status:
        yield lambda now: status.update(Text(_progress_line(now)))


def _progress_line(now: Progress) -> str:
    rate = f", {now.schedules / now.seconds:,.0f} a second" if now.seconds else ""
    found = f" · {now.findings} found" if now.findings else ""
    return f"{now.rung} · {now.schedules:,} schedules, {now.traces:,} distinct{rate} · {now.seconds:.0f} s{found}"


# ---- what is said --------------------------------------------------------------------------


def _as_json(inspection: Inspection, told: list[Counterexample]) -> dict[str, Any]:
    return {
        "target": inspection.target,
        "verdict": inspection.verdict,
        "schedules": inspection.schedules,
        "traces": inspection.traces,
        "preemption_bound": inspection.preemption_bound,
        "seconds": round(inspection.seconds, 3),
        "schedules_per_second": round(inspection.schedules_per_second, 1),
        "faults": [
            {
                "kind": fault.kind,
                "message": fault.message,
                "sites": fault_json(fault)["sites"],
                "schedule": each.code or None,
                "preemptions": each.preemptions,
            }
            for each in told
            for fault in each.faults
        ],
        "notes": [*notes_json(inspection.notes), *_short_of_certain(inspection)],
    }


def _short_of_certain(inspection: Inspection) -> Iterator[dict[str, Any]]:
    """What the verdict leaves open, and why, where it is not all said with the faults."""
    if inspection.verdict in ("bounded", "sampled") or inspection.trouble:
        yield {"kind": "inspection", "message": inspection.words, "sites": [], "seconds": 0.0, "count": 1}


def _lines(inspection: Inspection, told: list[Counterexample], aim: Aim, written: str, *, plain: bool) -> Lines:
    sign, style = STAMPS[inspection.verdict]
    yield f"{sign}{visible(inspection.words)}", style
    yield _counts(inspection), ""
    for number, each in enumerate(told, 1):
        yield "", ""
        kinds = ", ".join(dict.fromkeys(fault.kind for fault in each.faults))
        yield f"{number}. {kinds}, with {each.preemptions} preemption{'s' if each.preemptions != 1 else ''}", "bold"
        for fault, schedules in zip(each.faults, each.schedules, strict=True):
            yield (
                f"  {fault.kind} (shown by {schedules:,} of {inspection.schedules:,}): {visible(aim.said(fault.message))}",
                "red",
            )
        yield from story_lines(each.story, plain=plain)
        if each.code:
            yield f"  again: {visible(replay_command(each.code, aim))}", "cyan"
        else:
            yield "  (too long for a code: keep its schedule with --replay-out FILE)", "dim"
    yield from note_lines(inspection.notes)
    if written:
        yield written, ""


def _counts(inspection: Inspection) -> str:
    bound = inspection.preemption_bound
    limit = "no preemption" if bound == 0 else f"at most {bound} preemption{'s' if bound != 1 else ''}"
    tried = f", all those with {limit} among them" if bound is not None else ""
    return (
        f"{inspection.schedules:,} schedule{'s' if inspection.schedules != 1 else ''}{tried}, {inspection.traces:,} distinct, "
        f"{inspection.seconds:.2f} s, {inspection.schedules_per_second:,.0f} a second"
    )


def replay_command(schedule: str, aim: Aim) -> str:
    """What to type to see it again; `schedule` is a code or a file."""
    return shlex.join(["cafe-sim", "replay", schedule, *aim.again])


def _write(file: Path | None, told: list[Counterexample], aim: Aim) -> str:
    """Keep the first finding, the one that matters most, in `file`; a line that says so."""
    if file is None:
        return ""
    if not told:
        return f"{visible(str(file))} was not written: there is no schedule to be kept."
    from cafe_sim.engine.explore.telling.record import to_bytes

    try:
        file.write_bytes(to_bytes(told[0].record))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise _not_written(file, why) from error
    more = ", the first of them," if len(told) > 1 else ""
    return f"Its schedule{more} is in {visible(str(file))}: {visible(replay_command(str(file), aim))}"


def _not_written(file: Path, why: str | None) -> Misuse:
    return Misuse(f"--replay-out: {file} cannot be written ({why}): name another file")
