"""`cafe-sim run TARGET`: one execution, and what was found in it.

"Worked this time" is all that one run can say, and all that is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cafe_sim.cli.targets import is_script, level_of, plan_of, script_of
from cafe_sim.errors import Misuse

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level


def run_target(
    target: str,
    arguments: Sequence[str],
    plan: Path | None,
    *,
    seed: int,
    cores: int | None,
    as_json: bool,
    plain: bool,
    replay_out: Path | None = None,
) -> int:
    """Run a script, or a level with a plan; the exit status. `replay_out`: where to keep a level's run."""
    if is_script(target):
        if replay_out is not None:
            raise Misuse("--replay-out keeps a level's run; of a script, `inspect` keeps the order that goes wrong")
        if plan is not None:
            raise Misuse("--plan belongs to a level, and this is a script: leave it out")
        from cafe_sim.cli.run_script import run_script

        path = script_of(target)
        return run_script(path, arguments, seed=seed, cores=cores or 1, as_json=as_json, plain=plain)
    level = level_of(target, or_script=True)
    if arguments:
        raise Misuse(f"{' '.join(arguments)!r}: a level takes no arguments, only a script does; leave them out")
    chosen = plan_of(level, plan)
    if replay_out is not None:
        _keep(level, None if level.scene is not None else chosen, replay_out, seed=seed, cores=cores)
    if level.scene is not None:
        from cafe_sim.cli.run_script import run_scene

        return run_scene(level, level.scene.program, seed=seed, cores=cores or 1, as_json=as_json, plain=plain)
    from cafe_sim.cli.run_level import run_level

    told = "with its reference plan" if plan is None else f"with {plan}"
    return run_level(level, chosen, told, cores=cores, as_json=as_json, plain=plain)


def _keep(level: Level, plan: Plan | None, path: Path, *, seed: int, cores: int | None) -> None:
    """The run as a file. Raises Misuse."""
    from cafe_sim.game.afterwards.recorded import record, to_bytes

    data = to_bytes(record(level, plan, seed=seed if level.scene is not None else 0, cores=cores))
    try:
        path.write_bytes(data)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise Misuse(f"{path} cannot be written ({why}): name another file with --replay-out") from error
