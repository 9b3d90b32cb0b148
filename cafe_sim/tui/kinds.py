"""Which screen plays which kind of level: one table. A new kind of level is one more row and the screen's own file.

A play screen is built as `Screen(level, plan)`; `plan` is one of the player's, or None to start from the level's own.
When the run is over it calls `self.cafe.finish(result, plan, inspectable)`; to leave, `self.dismiss()`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.tui.screens.base import CafeScreen

SCREENS: Final = {
    "serve": ("cafe_sim.tui.screens.serving.shift", "ShiftScreen"),
    "fix": ("cafe_sim.tui.screens.fixing.bench", "BenchScreen"),
    "break": ("cafe_sim.tui.screens.breaking.scheduler", "SchedulerScreen"),
    "code": ("cafe_sim.tui.screens.coding.coding", "CodingScreen"),
}
"""Kind of level → module and class. Modules are imported when first played: they bring the engine along."""


def play_screen(level: Level, plan: Plan | None = None) -> CafeScreen:
    """The screen that plays `level`."""
    module, name = SCREENS[level.kind]
    return cast("CafeScreen", getattr(import_module(module), name)(level, plan))
