"""Faults and notes in words, the same under a script and under a level."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from cafe_sim.cli.output import Lines, visible

if TYPE_CHECKING:
    from cafe_sim.engine import Fault, Note

FOUND_NOTHING, FOUND_FAULTS, BAD_INPUT, INCONCLUSIVE = 0, 1, 2, 3
STYLES = {FOUND_NOTHING: "green", FOUND_FAULTS: "red"}


def findings(faults: Iterable[Fault], notes: Iterable[Note], *, plain: bool) -> Lines:
    """A sentence for each fault, then its places; then the notes. Plain: each line says what it belongs to."""
    for fault in faults:
        times = f" ({fault.count} times)" if fault.count > 1 else ""
        yield f"  {fault.kind}{times}: {visible(fault.message)}", "red"
        for site in fault.sites:
            file, actor, operation = visible(site.file), visible(site.actor), visible(site.operation)
            if plain:
                yield f"  {fault.kind}, {file} line {site.line}: {actor}, {operation}", ""
            else:
                yield f"    {file}:{site.line}  {actor}: {operation}", "dim"
    for note in notes:
        yield f"  note: {visible(note.message)}", "yellow"


def findings_json(faults: Iterable[Fault], notes: Iterable[Note]) -> dict[str, Any]:
    """The same for `--json`."""
    return {"faults": [asdict(fault) for fault in faults], "notes": [asdict(note) for note in notes]}
