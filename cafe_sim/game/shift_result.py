"""What came of a shift: the day as it was played, scored, beside what somebody else would have made of the same orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cafe_sim.cafe.model import HandOver, Plan
from cafe_sim.game.played import Played, play_day
from cafe_sim.game.views import FaultView, Figure, Lane, ResultView

if TYPE_CHECKING:
    from cafe_sim.content.level import Level


def ghost_of(level: Level) -> Played | None:
    """The same orders, each given to the ghost the moment it arrives: the program run for real."""
    if level.ghost is None:
        return None
    from msgspec.structs import replace

    shop = replace(level.shop, staff=(level.ghost.worker,))
    rows = tuple(HandOver(order.at, number, level.ghost.worker.name) for number, order in enumerate(shop.orders, 1))
    return play_day(shop, Plan(hand_overs=rows), level.title)
