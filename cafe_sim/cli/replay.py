"""`cafe-sim replay CODE|FILE [TARGET]`: a schedule that the inspector found, executed once more, and told step by step.

The trace must be the one that was found. Where it is another, the first difference is named and nothing else is believed.

Exit status: 1 the same, and it goes wrong as it did · 0 the same, and nothing is wrong · 3 another trace.
"""

from __future__ import annotations

import platform
from pathlib import Path
from typing import Any

from cafe_sim.cli.findings import FOUND_FAULTS, FOUND_NOTHING, INCONCLUSIVE, fault_json, note_lines, notes_json
from cafe_sim.cli.output import Lines, print_json, print_lines, visible, write
from cafe_sim.cli.targets import Aim, aim_at, is_file, is_script
from cafe_sim.cli.telling import story_lines
from cafe_sim.engine.explore.codes import decode
from cafe_sim.engine.explore.counterexample import worst_first
from cafe_sim.engine.explore.record import FILE_BYTES, STEPS_AT_MOST, Record, from_bytes
from cafe_sim.engine.explore.replaying import Replay, replay
from cafe_sim.engine.explore.story import Story, film, first_difference, story
from cafe_sim.errors import BadContent, Misuse


def replay_schedule(
    typed: str,
    target: str | None,
    arguments: tuple[str, ...],
    plan: Path | None,
    *,
    seed: int,
    as_json: bool,
    plain: bool,
) -> int:
    """Execute the schedule that a code or a file holds; the exit status."""
    record = read_record(Path(typed)) if _means_file(typed) else None
    held = record or decode(typed)
    name = target or _here(held.name)
    aim = aim_at(name, plan, arguments=arguments, seed=seed, fitting=held.digest)
    schedule = held.schedule(aim.subject, aim.folder)
    again = replay(aim.subject, schedule)
    different = "" if again.same else _difference(again, record)
    told = story(again.trace, worst_first(again.faults), again.stuck)
    if as_json:
        print_json(_as_json(aim, again, told, different))
    else:
        _show(aim, again, told, different, plain=plain)
    return INCONCLUSIVE if different else FOUND_FAULTS if again.faults else FOUND_NOTHING


def _means_file(typed: str) -> bool:
    return is_file(typed) or typed.casefold().endswith(".json")


def read_record(path: Path) -> Record:
    """The record in a file. Raises BadContent."""
    try:
        if not path.is_file():
            raise BadContent(f"{path}: there is no such file; check the name, and the folder you are in")
        with path.open("rb") as file:
            data = file.read(FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise BadContent(f"{path}: cannot be read ({why}); check the name and the permissions") from None
    return from_bytes(data, str(path))


def _here(name: str) -> str:
    """A script of that name must be in the current folder."""
    if is_script(name) and not is_file(name):
        raise Misuse(f"{name}: there is no such file in this folder; say where it is: cafe-sim replay SCHEDULE {name}")
    return name


def _difference(again: Replay, record: Record | None) -> str:
    """What is known of the first difference, in a sentence."""
    what = first_difference(record.steps, film(again.trace, STEPS_AT_MOST)) if record is not None else ""
    if record is not None and not what:
        what = (
            "every step that can be told is the same; names, times or what happens inside the standard library are not"
        )
    here = platform.python_version()
    then = f"; it was written on Python {record.python}, this is {here}" if record and record.python != here else ""
    return (what or again.divergence) + then


# ---- what is said --------------------------------------------------------------------------


def _as_json(aim: Aim, again: Replay, told: Story, different: str) -> dict[str, Any]:
    return {
        "target": aim.subject.target,
        "same": again.same,
        "divergence": different,
        "state": again.state,
        "digest": again.digest,
        "preemptions": again.preemptions,
        "faults": [fault_json(fault) for fault in again.faults],
        "notes": notes_json(again.notes),
        "alternation": told.alternation,
        "steps": [
            {
                "actor": step.actor,
                "words": step.words,
                "file": step.file,
                "line": step.line,
                "source": step.source,
                "mark": step.mark,
                "aside": step.aside,
            }
            for step in told.steps
        ],
        "output": "".join(text for _, _, text in again.output),
    }


def _show(aim: Aim, again: Replay, told: Story, different: str, *, plain: bool) -> None:
    printed = visible("".join(text for _, _, text in again.output)).rstrip("\n")
    write(f"{printed}\n\n" if printed else "")
    print_lines(_verdict(aim, again, different), plain=plain)
    faults = worst_first(again.faults)
    print_lines(((f"  {fault.kind}: {visible(fault.message)}", "red") for fault in faults), plain=plain)
    print_lines(story_lines(told, plain=plain, whole=True), plain=plain)
    print_lines(note_lines(again.notes), plain=plain)


def _verdict(aim: Aim, again: Replay, different: str) -> Lines:
    name = visible(aim.subject.target)
    if different:
        yield f"? {name}: this is not the execution that was found: {visible(different)}", "yellow"
        return
    preemptions = f"{again.preemptions} preemption{'s' if again.preemptions != 1 else ''}"
    if again.faults:
        kinds = ", ".join(dict.fromkeys(fault.kind for fault in again.faults))
        yield f"✗ {name}: the same execution again, and it goes wrong ({kinds}; {preemptions})", "bold red"
    else:
        yield f"✔ {name}: the same execution again, and nothing is wrong in it ({preemptions})", "green"
