"""The levels that ship with the game, by their ids."""

from __future__ import annotations

from functools import cache

from cafe_sim.content.level import Level
from cafe_sim.content.loading import campaign_folder, load_level


@cache
def level(name: str) -> Level:
    return load_level(campaign_folder() / f"{name}.toml")
