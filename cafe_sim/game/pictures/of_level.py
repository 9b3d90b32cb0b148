"""What a result's timeline shows: the day as it was played, and which other day stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cafe_sim.engine import Program
from cafe_sim.game.pictures.charting import Charts, charts_of_day
from cafe_sim.game.pictures.retelling import charts_of_program
from cafe_sim.game.played import play_day
from cafe_sim.game.result import ghost_of

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level


def charts_of_level(level: Level, plan: Plan | None) -> Charts:
    """The day with `plan`; the program of a level to break, as the clock would have it."""
    if level.scene is not None:
        return charts_of_program(Program.from_source(level.scene.program), f"{level.title}, as the clock would have it")
    return charts_of_day(play_day(level.shop, plan or level.naive, level.title), "your run")


def beside(level: Level, *, sound: bool) -> Callable[[], Charts] | None:
    """Who else did it: the level's ghost; to a winner the reference plan, to others the plan that the level begins with."""
    if level.scene is not None:
        return None
    if level.ghost is not None:
        name = level.ghost.worker.name

        def ghost() -> Charts:
            day = ghost_of(level)
            assert day is not None
            return charts_of_day(day, f"{name} alone")

        return ghost
    plan, title = (level.reference, "the reference plan") if sound else (level.naive, "the level's own plan")
    return lambda: charts_of_day(play_day(level.shop, plan, level.title), title)
