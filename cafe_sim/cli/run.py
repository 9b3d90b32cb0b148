"""`cafe-sim run TARGET`: one execution, and what was found in it.

"Worked this time" is all that one run can say, and all that is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cafe_sim.cli.targets import is_script, level_of, plan_of, script_of
from cafe_sim.errors import Misuse


def run_target(
    target: str,
    arguments: Sequence[str],
    plan: Path | None,
    *,
    seed: int,
    cores: int | None,
    as_json: bool,
    plain: bool,
) -> int:
    """Run a script, or a level with a plan; the exit status."""
    if is_script(target):
        if plan is not None:
            raise Misuse("--plan belongs to a level, and this is a script: leave it out")
        from cafe_sim.cli.run_script import run_script

        path = script_of(target)
        return run_script(path, arguments, seed=seed, cores=cores or 1, as_json=as_json, plain=plain)
    level = level_of(target, or_script=True)
    if arguments:
        raise Misuse(f"{' '.join(arguments)!r}: a level takes no arguments, only a script does; leave them out")
    chosen = plan_of(level, plan)
    if level.scene is not None:
        from cafe_sim.cli.run_script import run_scene

        return run_scene(level, level.scene.program, seed=seed, cores=cores or 1, as_json=as_json, plain=plain)
    from cafe_sim.cli.run_level import run_level

    told = "with its reference plan" if plan is None else f"with {plan}"
    return run_level(level, chosen, told, cores=cores, as_json=as_json, plain=plain)
