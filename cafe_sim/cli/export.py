"""`cafe-sim export LEVEL`: a plan's program as a script that plain CPython runs."""

from __future__ import annotations

import sys
from pathlib import Path

from cafe_sim.cafe.export import export
from cafe_sim.cli.targets import level_of, plan_of
from cafe_sim.errors import Misuse


def export_level(target: str, plan: Path | None, output: Path | None) -> int:
    """Write the script to `output`, or to stdout; the exit status."""
    level = level_of(target)
    if level.scene is not None:
        text = level.scene.program
    else:
        text = export(level.shop, plan_of(level, plan), level.title)
    if output is None:
        sys.stdout.write(text)
        return 0
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Misuse(f"{output} cannot be written ({error.strerror}): name another file with -o") from error
    return 0
