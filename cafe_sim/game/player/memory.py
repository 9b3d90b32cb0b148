"""What is known of a level's plans, remembered: with the player's progress, or for as long as this object lives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cafe_sim.game.player.known import NOTHING, Known, with_known

if TYPE_CHECKING:
    from cafe_sim.game.player.campaign import Campaign


class Memory:
    """What is known of the plans of one level. Without a game to keep it, for as long as this is there."""

    def __init__(self, game: Campaign | None = None, level: str = "") -> None:
        self._game = game
        self._level = level
        self._own: dict[str, Known] = {}

    def of(self, key: str) -> Known:
        known = self._own if self._game is None else self._game.progress.known.get(self._level, {})
        return known.get(key, NOTHING)

    def keep(self, key: str, what: Known) -> None:
        if what == self.of(key):
            return
        if self._game is None:
            self._own = with_known(self._own, key, what)
        else:
            self._game.keeper.keep(self._game.progress.knowing(self._level, key, what))
