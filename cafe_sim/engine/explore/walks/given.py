"""A walk along a schedule: the default everywhere but at its deviations."""

from __future__ import annotations

from collections.abc import Sequence

from cafe_sim.engine.explore.walks.schedule import Deviation
from cafe_sim.engine.explore.walks.steps import Transition
from cafe_sim.engine.explore.walks.walking import Walk


class Given:
    """Chooses as told.

    `astray` says where that was not possible: the program is not the one the schedule was made for.
    """

    def __init__(self, deviations: Sequence[Deviation] = ()) -> None:
        self.deviations = dict(deviations)
        self.astray: Deviation | None = None

    def choose(self, walk: Walk, options: tuple[Transition, ...]) -> Transition | None:
        if len(options) == 1:
            return options[0]
        index = self.deviations.get(walk.decisions, 0)
        if index < len(options):
            return options[index]
        self.astray = self.astray or Deviation(walk.decisions, index)
        return options[0]
