"""Faults and notes in words, the same under a script and under a level."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from cafe_sim.cli.output import Lines, visible

if TYPE_CHECKING:
    from cafe_sim.engine import Fault, Note

FOUND_NOTHING, FOUND_FAULTS, BAD_INPUT, INCONCLUSIVE = 0, 1, 2, 3
REFUSED = "raise NotModelled"
"""What an actor did that asked for something that the engine does not model."""
STYLES = {FOUND_NOTHING: "green", FOUND_FAULTS: "red"}


def findings(faults: Iterable[Fault], notes: Iterable[Note], *, plain: bool, said: Callable[[str], str] = str) -> Lines:
    """A sentence for each fault, as `said`, then its places; then the notes. Plain: each line says whose it is."""
    for fault in faults:
        times = f" ({fault.count} times)" if fault.count > 1 else ""
        yield f"  {fault.kind}{times}: {visible(said(fault.message))}", "red"
        for site in fault.sites:
            file, actor, operation = visible(site.file), visible(site.actor), visible(site.operation)
            if plain:
                yield f"  {fault.kind}, {file} line {site.line}: {actor}, {operation}", ""
            else:
                yield f"    {file}:{site.line}  {actor}: {operation}", "dim"
    yield from note_lines(notes)


def note_lines(notes: Iterable[Note]) -> Lines:
    """A sentence for each note."""
    for note in notes:
        yield f"  note: {visible(note.message)}", "yellow"


def refusals(faults: Iterable[Fault]) -> Iterator[str]:
    """A sentence for each thing that was asked for and is not modelled."""
    for fault in faults:
        site = fault.sites[0] if fault.sites else None
        if site is not None and site.operation == REFUSED:
            yield visible(f"{site.file}, line {site.line}: {fault.message.partition('NotModelled: ')[2]}")


def findings_json(faults: Iterable[Fault], notes: Iterable[Note]) -> dict[str, Any]:
    """The same for `--json`."""
    return {"faults": [fault_json(fault) for fault in faults], "notes": notes_json(notes)}


def fault_json(fault: Fault) -> dict[str, Any]:
    """One fault; the indices of its events mean nothing outside."""
    told = asdict(fault)
    del told["events"]
    return told


def notes_json(notes: Iterable[Note]) -> list[dict[str, Any]]:
    """The notes for `--json`."""
    return [asdict(note) for note in notes]
