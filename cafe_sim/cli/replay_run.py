"""`cafe-sim replay FILE` of a recorded run: a day of a level, or the moves of a level to break, once more, told as
`run` tells them.

Exit status: as `run` has it where the run is the same · 3 another one.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cafe_sim.cli.findings import INCONCLUSIVE
from cafe_sim.cli.output import Lines, print_json, print_lines, visible
from cafe_sim.cli.run_level import show_day
from cafe_sim.cli.run_script import show_outcome
from cafe_sim.cli.targets import Conditions, level_of
from cafe_sim.content import load_campaign
from cafe_sim.errors import BadContent, Misuse
from cafe_sim.game.afterwards.recorded import Recorded, Rerun, again, in_words

if TYPE_CHECKING:
    from cafe_sim.content.level import Level


def replay_run(
    held: Recorded,
    file: str,
    target: str | None,
    plan: Path | None,
    conditions: Conditions,
    *,
    as_json: bool,
    plain: bool,
) -> int:
    """Execute the run that `file` holds once more, and print it; the exit status."""
    if plan is not None or conditions != Conditions():
        raise Misuse(f"{file} says all of its run itself: leave --plan, --seed, --vary and arguments out")
    level = recorded_level(held, file, target)
    came, difference = again(held, level, visible(file))
    status = _show(level, held, came, difference, as_json=as_json, plain=plain)
    return INCONCLUSIVE if difference else status


def recorded_level(held: Recorded, file: str, target: str | None) -> Level:
    """The level that is named, or the campaign's of the same id. Raises BadContent or Misuse."""
    if target is None:
        level = next((each for each in load_campaign() if each.id == held.level), None)
        if level is None:
            raise BadContent(
                f"{file}: is a run of {held.level}, and there is no such level in the campaign; if you have its file, "
                "name it: cafe-sim replay FILE LEVEL.toml"
            )
        return level
    level = level_of(target)
    if level.id != held.level:
        raise BadContent(f"{file}: is a run of {held.level}, and {target} is {level.id}; name its own level")
    return level


def _show(level: Level, held: Recorded, came: Rerun, difference: str, *, as_json: bool, plain: bool) -> int:
    besides: dict[str, object] = {"same": not difference, "difference": difference}
    if held.moves:
        besides["steps"] = [in_words(step) for step in came.steps]
    if not as_json:
        print_lines(_verdict(level, came, difference, told=bool(held.moves)), plain=plain)
    if came.day is not None and came.plan is not None:
        return show_day(level, came.plan, came.day, "as it was recorded", besides, as_json=as_json, plain=plain)
    if came.outcome is not None:
        title = f"{level.id}{', ' if plain else '  '}{level.title}, as it was recorded"
        return show_outcome(level.id, came.outcome, title=title, as_json=as_json, plain=plain, besides=besides)
    if as_json:
        print_json({"target": level.id, **besides})
    return INCONCLUSIVE


def _verdict(level: Level, came: Rerun, difference: str, *, told: bool) -> Lines:
    if difference:
        yield f"? {level.id}: this is not the run that was recorded: {visible(difference)}", "yellow"
    else:
        yield f"✔ {level.id}: the same run again", "green"
    for number, step in enumerate(came.steps if told else (), 1):
        yield f"  step {number}, {visible(in_words(step))}", ""
