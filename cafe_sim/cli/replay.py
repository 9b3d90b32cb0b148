"""`cafe-sim replay CODE|FILE [TARGET]`: a schedule that the inspector found, executed once more, and told step by step.
A file may hold a recorded run of a level as well (see `replay_run`).

The trace must be the one that was found. Where it is another, the first difference is named and nothing else is
believed. The program is executed in a worker process, as it was by the inspector.

Exit status: 1 the same, and it goes wrong as it did · 0 the same, and nothing is wrong · 3 another trace, or none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

import click

from cafe_sim.cli.findings import FOUND_FAULTS, FOUND_NOTHING, INCONCLUSIVE, fault_json, note_lines, notes_json
from cafe_sim.cli.output import Lines, print_json, print_lines, visible, write
from cafe_sim.cli.targets import Aim, Conditions, aim_at, is_file, is_script, is_there
from cafe_sim.cli.telling import story_lines
from cafe_sim.engine.explore.telling.codes import Code, decode
from cafe_sim.engine.explore.telling.record import FILE_BYTES, Record, from_bytes
from cafe_sim.errors import BadContent, Misuse, WorkerLost
from cafe_sim.game.afterwards import recorded
from cafe_sim.game.afterwards.recorded import Recorded

if TYPE_CHECKING:
    from cafe_sim.engine.explore.telling.counterexample import Retold

SECONDS: Final = 30.0
"""What the program may take."""

P = ParamSpec("P")
T = TypeVar("T")


def replay_schedule(
    typed: str,
    target: str | None,
    plan: Path | None,
    conditions: Conditions,
    *,
    as_json: bool,
    plain: bool,
) -> int:
    """Execute the schedule that a code or a file holds; the exit status."""
    held = held_by(typed)
    if isinstance(held, Recorded):
        from cafe_sim.cli.replay_run import replay_run

        return replay_run(held, typed, target, plan, conditions, as_json=as_json, plain=plain)
    aim = aim_at(target or program_here(held.name), plan, conditions, fitting=held.digest)
    try:
        told = _retold(aim, held)
    except WorkerLost as error:
        click.echo(f"cafe-sim: {visible(str(error))}", err=True)
        return INCONCLUSIVE
    if as_json:
        print_json(_as_json(aim, told))
    else:
        _show(aim, told, plain=plain)
    return INCONCLUSIVE if told.difference else FOUND_FAULTS if told.faults else FOUND_NOTHING


def held_by(typed: str) -> Code | Record | Recorded:
    """The schedule in a file, or in a code that was typed; or the run that a file holds.

    Raises BadContent or Misuse.
    """
    if not means_file(typed):
        return decode(typed)
    path = Path(typed)
    data = _read(path)
    return recorded.from_bytes(data, str(path)) if recorded.is_recorded(data) else from_bytes(data, str(path))


def means_file(typed: str) -> bool:
    """`typed` names a file with a schedule, and is no code."""
    return is_there(typed) or typed.casefold().endswith(".json")


def _read(path: Path) -> bytes:
    """What is in an ordinary file of bounded size. Raises BadContent."""
    try:
        if not path.exists():
            raise BadContent(f"{path}: there is no such file; check the name, and the folder you are in")
        if not path.is_file():
            raise BadContent(f"{path}: is not an ordinary file; name one that --replay-out has written")
        with path.open("rb") as file:
            return file.read(FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise BadContent(f"{path}: cannot be read ({why}); check the name and the permissions") from None


def program_here(name: str) -> str:
    """A script of that name must be in the current folder."""
    if is_script(name) and not is_file(name):
        raise Misuse(f"{name}: there is no such file in this folder; say where it is: cafe-sim replay SCHEDULE {name}")
    return name


def _retold(aim: Aim, held: Code | Record) -> Retold:
    from cafe_sim.engine.explore.telling.counterexample import retell

    return in_a_worker(retell, aim.subject, held, aim.folder, aim.tell)


def in_a_worker(fn: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call it once, in a worker process. Raises WorkerLost, or whatever it raises."""
    from cafe_sim.engine.explore.processes.crew import Crew

    with Crew(1, seconds=SECONDS) as crew:
        return crew.submit(fn, *args, **kwargs).result()


# ---- what is said --------------------------------------------------------------------------


def _as_json(aim: Aim, told: Retold) -> dict[str, Any]:
    return {
        "target": aim.subject.target,
        "same": not told.difference,
        "difference": told.difference,
        "state": told.state,
        "digest": told.digest,
        "preemptions": told.preemptions,
        "faults": [fault_json(fault) for fault in told.faults],
        "notes": notes_json(told.notes),
        "alternation": told.story.alternation,
        "steps": [asdict(step) for step in told.story.steps],
        "output": told.output,
    }


def _show(aim: Aim, told: Retold, *, plain: bool) -> None:
    printed = visible(told.output).rstrip("\n")
    write(f"{printed}\n\n" if printed else "")
    print_lines(_verdict(aim, told), plain=plain)
    said = ((f"  {fault.kind}: {visible(aim.said(fault.message))}", "red") for fault in told.faults)
    print_lines(said, plain=plain)
    print_lines(story_lines(told.story, plain=plain, whole=True), plain=plain)
    print_lines(note_lines(told.notes), plain=plain)


def _verdict(aim: Aim, told: Retold) -> Lines:
    name = visible(aim.subject.target)
    if told.difference:
        yield f"? {name}: this is not the execution that was found: {visible(told.difference)}", "yellow"
        return
    preemptions = f"{told.preemptions} preemption{'s' if told.preemptions != 1 else ''}"
    if told.faults:
        kinds = ", ".join(dict.fromkeys(fault.kind for fault in told.faults))
        yield f"✗ {name}: the same execution again, and it goes wrong ({kinds}; {preemptions})", "bold red"
    else:
        yield f"✔ {name}: the same execution again, and nothing is wrong in it ({preemptions})", "green"
