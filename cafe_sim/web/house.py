"""Who sits where: tables, visitors, limits. No network, no process, no clock but the one that is passed in.

A visitor is a random id that their browser keeps. A table is one page in one browser; a visitor may have two, of which
the second is told by the saves' lock that the first one keeps them. A page that is loaded anew sits down again before
its old table is cleared, so a table counts from `seat` until `leave`, and whoever waits is told of each `leave`.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cafe_sim.catalogue import say

_ID: Final = re.compile(r"[0-9a-f]{32}")


def new_visitor() -> str:
    """128 random bits: nobody guesses another one's saves."""
    return secrets.token_hex(16)


def is_visitor(text: str) -> bool:
    """Whether this could be an id of ours, and so may name a folder."""
    return _ID.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class HouseLimits:
    """Of one house."""

    tables: int = 8
    tables_each: int = 2
    """For one visitor."""
    idle_s: float = 30 * 60
    """Without a key, a move of the mouse or a new size of the window: then the table is cleared."""


class Seat:
    """One visitor at one table."""

    def __init__(self, visitor: str, now: float) -> None:
        self.visitor = visitor
        self.stirred = now


class House:
    """All tables."""

    def __init__(self, limits: HouseLimits, now: Callable[[], float]) -> None:
        """`now`: seconds, from whenever."""
        self.limits = limits
        self._now = now
        self._seats: list[Seat] = []
        self._left = asyncio.Condition()
        self.closing = False
        """Nobody sits down any more."""

    def __len__(self) -> int:
        return len(self._seats)

    def refusal(self, visitor: str) -> str:
        """Why this visitor cannot sit down now, as a sentence; "" if they can."""
        if self.closing:
            return say("The café is closing.")
        if self.tables_of(visitor) >= self.limits.tables_each:
            return say(
                "You have {count} tables already. Close one of them, and load this page again.",
                count=self.limits.tables_each,
            )
        if len(self) >= self.limits.tables:
            return say("All tables are taken. Come back in a few minutes: somebody always leaves.")
        return ""

    def tables_of(self, visitor: str) -> int:
        return sum(seat.visitor == visitor for seat in self._seats)

    def seat(self, visitor: str) -> Seat | None:
        """A table, or None."""
        if self.refusal(visitor):
            return None
        seat = Seat(visitor, self._now())
        self._seats.append(seat)
        return seat

    def stir(self, seat: Seat) -> None:
        """Somebody is there."""
        seat.stirred = self._now()

    async def leave(self, seat: Seat) -> None:
        """The table is free."""
        self._seats.remove(seat)
        async with self._left:
            self._left.notify_all()

    async def clear_of(self, visitor: str) -> None:
        """Wait until this visitor has no table."""
        async with self._left:
            await self._left.wait_for(lambda: not self.tables_of(visitor))

    async def all_gone(self) -> None:
        """Wait until every table is free."""
        async with self._left:
            await self._left.wait_for(lambda: not self._seats)

    def idle(self) -> list[Seat]:
        """Seats at which nobody has stirred for too long."""
        return [seat for seat in self._seats if self._now() - seat.stirred >= self.limits.idle_s]
