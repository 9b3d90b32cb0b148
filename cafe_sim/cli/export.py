"""`cafe-sim export LEVEL`: a plan's program as a script that plain CPython runs."""

from __future__ import annotations

from pathlib import Path

from cafe_sim.cafe.export import export
from cafe_sim.cli.output import write
from cafe_sim.cli.targets import is_script, level_of, plan_of
from cafe_sim.errors import Misuse


def export_level(target: str, plan: Path | None, output: Path | None) -> int:
    """Write the script to `output`, or to stdout; the exit status."""
    if is_script(target):
        raise Misuse(f"{target!r} is a script already: name a level")
    level = level_of(target)
    chosen = plan_of(level, plan)
    text = level.scene.program if level.scene is not None else export(level.shop, chosen, level.title)
    if output is None or str(output) == "-":
        write(text)
        return 0
    try:
        output.write_text(text, encoding="utf-8")
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise Misuse(f"{output} cannot be written ({why}): name another file with -o") from error
    return 0
