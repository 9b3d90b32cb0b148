"""Looking ahead in a shift: forecasts for the marked order, made one at a time between frames.

A forecast costs a run of the day. While time moves they are made anew once a café second, not once a frame, and what
was forecast a second ago is shown until then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cafe_sim.game.serving.shift import Shift
    from cafe_sim.game.views import Forecast


class Ahead:
    """Forecasts of one shift, as far as they are known."""

    def __init__(self, shift: Shift, later: Callable[..., object], made: Callable[[], bool]) -> None:
        """`later` calls something after the next frame; `made` shows a forecast, and says whether more are of use."""
        self._shift = shift
        self._later = later
        self._made = made
        self._known: dict[str, Forecast] = {}
        self._key: tuple[object, ...] = ()

    def of(self, order: int) -> Mapping[str, Forecast]:
        """Worker → what giving them `order` (0: none) would lead to; those that are missing will come."""
        moment = self._shift.now if self._shift.standing else round(self._shift.now)
        key = (order, self._shift.plan, moment)
        if key != self._key:
            is_same_order = key[:2] == self._key[:2]
            self._key = key
            self._known = self._known if is_same_order else {}
            if order:
                self._later(self._make, key, order, 0)
        return self._known

    def _make(self, key: tuple[object, ...], order: int, index: int) -> None:
        if key != self._key:
            return
        workers = self._shift.makers(self._shift.played.stay(order).item)
        if index < len(workers):
            worker = workers[index].name
            self._known = {**self._known, worker: self._shift.forecast(order, worker)}
            if self._made():
                self._later(self._make, key, order, index + 1)
