"""What a TARGET on the command line means: a level's id, or a level's file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cafe_sim.content import load_campaign, load_level, load_plan
from cafe_sim.errors import Misuse

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level


def level_of(target: str) -> Level:
    """The level called `target`, or in the file `target`. Raises Misuse or BadContent."""
    if target.endswith(".toml"):
        return load_level(target)
    campaign = load_campaign()
    found = next((level for level in campaign if level.id.casefold() == target.casefold()), None)
    if found is None:
        ids = ", ".join(level.id for level in campaign)
        raise Misuse(f"there is no level {target!r}: name one of {ids}, a level's .toml file, or a script's .py file")
    return found


def plan_of(level: Level, file: Path | None) -> Plan:
    """The plan in `file`, or the level's reference plan."""
    return level.reference if file is None else load_plan(file, level.shop)
