"""Forecasts: what giving an order to somebody now would lead to.

There is no model of the café here: the very program is run, with one more hand-over row. So a forecast is right by
construction as long as nothing else is decided, and it is as honest as the engine where the orders given before are
concerned.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from cafe_sim.cafe.model import HandOver, Plan
from cafe_sim.game.days.played import Played
from cafe_sim.game.views import Forecast


class Forecasts:
    """Computes forecasts, each once."""

    def __init__(self, day_of: Callable[[Plan], Played]) -> None:
        self._day_of = day_of
        self._known: dict[tuple[bytes, float, int, str], Forecast] = {}

    def of(self, plan: Plan, now: float, order: int, worker: str) -> Forecast:
        """What comes of `order` if it is given to `worker` at `now` and nothing else is decided."""
        key = (msgspec.json.encode(plan), now, order, worker)
        if key not in self._known:
            self._known[key] = self._compute(plan, HandOver(at=now, order=order, to=worker))
        return self._known[key]

    def _compute(self, plan: Plan, row: HandOver) -> Forecast:
        before = self._day_of(plan)
        after = self._day_of(msgspec.structs.replace(plan, hand_overs=(*plan.hand_overs, row)))
        stay = after.stay(row.order)
        lost = tuple(
            other.number
            for other in before.stays
            if other.number != row.order and other.served is not None and after.stay(other.number).served is None
        )
        leaves = stay.leaves if stay.left is None else stay.left
        return Forecast(row.to, stay.served, stay.served is not None, leaves, lost, incomplete=stay.is_incomplete)
