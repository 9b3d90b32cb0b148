"""Who on the rail waits for a decision of the player's, and when the clock should stand for them: of a day as it is
decided so far.

The clock stands when somebody comes in whom no rule sees to, and when a clerk or baker has become free who could take
one of those who wait. Nobody waits for a decision who cannot be given to anybody any more.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from cafe_sim.game.words import counted

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan, Shop, Worker
    from cafe_sim.game.days.played import Played, Stay


class Rail:
    """Of one plan's day."""

    def __init__(self, shop: Shop, plan: Plan, day: Played) -> None:
        self.day = day
        self._shop = shop
        rules = plan.rules[-1] if plan.rules else None
        self.covered = frozenset(item for item, names in rules.makers.items() if names) if rules else frozenset()
        """Items that the rules hand over by themselves."""

    def makers(self, item: str) -> tuple[Worker, ...]:
        """Who can make it."""
        return self._shop.makers(self._shop.item(item))

    @cached_property
    def batch(self) -> Stay | None:
        """The order that waits for tags, if the level has one."""
        return next((stay for stay in self.day.stays if stay.item == self._shop.batch), None)

    def batch_is_taken(self, at: float) -> bool:
        """It has been taken in hand: everybody else's rail closes with that."""
        return self.batch is not None and self.batch.begun is not None and self.batch.begun < at

    # ---- who waits -------------------------------------------------------------------------

    def coming(self, at: float) -> list[Stay]:
        return [stay for stay in self.day.stays if stay.arrives > at]

    def undecided(self, at: float) -> list[Stay]:
        """Orders on the rail that no rule will hand over, by number."""
        return [
            stay
            for stay in self.day.stays
            if stay.state(at) == "rail" and stay.item not in self.covered and not self._is_too_late(stay, at)
        ]

    def _is_too_late(self, stay: Stay, at: float) -> bool:
        """Nobody can be given it any more: whoever makes it has closed their rail."""
        batch = self.batch
        if batch is None or not self.batch_is_taken(at):
            return False
        return all(worker.name != batch.worker for worker in self.makers(stay.item))

    def wants_decision(self, at: float) -> bool:
        """Somebody who waits could be taken in hand at once."""
        undecided = self.undecided(at)
        free = (w for w in self._shop.staff if w.role == "barista" or not self.day.in_hand(w.name, at))
        return any(worker in self.makers(stay.item) for worker in free for stay in undecided)

    # ---- when the clock stands -------------------------------------------------------------

    @cached_property
    def last_moment(self) -> float:
        """From here on nothing happens by itself."""
        return max([self.day.end, *(stay.arrives for stay in self.day.stays)])

    def nothing_moves(self, at: float) -> bool:
        """The day as decided is over, and somebody patient is still on the rail."""
        return at >= self.last_moment and bool(self.undecided(at))

    def next_stop(self, after: float, until: float) -> tuple[float, str] | None:
        """The first moment in (after, until] at which the player is to decide, and why."""
        for at in sorted({at for at in self._moments if after < at <= until}):
            why = self._why_stop(at)
            if why:
                return at, why
        return None

    @cached_property
    def _moments(self) -> frozenset[float]:
        free = (at for worker in self._shop.staff for at in self.day.free_at(worker.name))
        return frozenset((*(stay.arrives for stay in self.day.stays), *free))

    def _why_stop(self, at: float) -> str:
        undecided = self.undecided(at)
        come = [stay.item for stay in undecided if stay.arrives == at]
        if come:
            return f"{counted(come)} came in"
        for worker in self._shop.staff:
            if at in self.day.free_at(worker.name) and any(worker in self.makers(stay.item) for stay in undecided):
                return f"{worker.name} is free"
        return ""
