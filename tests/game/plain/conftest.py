"""A sitting without a disk: what is typed, and what is said."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cafe_sim.cafe.model import Plan
from cafe_sim.content.level import Level
from cafe_sim.content.loading import load_campaign
from cafe_sim.engine.explore.processes.inline import Inline
from cafe_sim.game.plain import Session
from cafe_sim.game.plain.lab import AtLab
from cafe_sim.game.player.campaign import Campaign

LEVELS = load_campaign()


class Sitting:
    """A session, its lines joined; the inspector comes in this process."""

    def __init__(self, level: str = "") -> None:
        self.game = Campaign(load=lambda: LEVELS)
        asyncio.run(self.game.open())
        self.session = Session(self.game, Inline)
        self.opening = "\n".join(self.session.begin(level))

    def type(self, *lines: str) -> str:
        """What is said to the last of these lines."""
        said: list[str] = []
        for line in lines:
            said = self.session.answer(line)
            while self.session.asking:
                place: Any = self.session.place
                (place.lab if isinstance(place, AtLab) else place.inspectable).wait()
                said += self.session.listen()
        return "\n".join(said)

    def hand_over(self, plan: Plan) -> None:
        """Give what `plan` gives, at its moments, until the day is over."""
        rows = {row.order: row for row in plan.hand_overs}
        for _ in range(100):
            shift = self.session.place.shift  # type: ignore[attr-defined]
            if shift.over:
                break
            now = round(shift.now, 6)
            due = [rows.pop(row.order) for row in plan.hand_overs if row.at == now and row.order in rows]
            self.type(f"give {', '.join(f'{row.order} to {row.to}' for row in due)}" if due else "go")

    def stars(self, level: str) -> tuple[str, ...]:
        return self.game.progress.stars(level).names


@pytest.fixture
def sit() -> Iterator[Callable[[str], Sitting]]:
    """A sitting that begins at a level."""
    sittings: list[Sitting] = []

    def begin(level: str = "") -> Sitting:
        sittings.append(Sitting(level))
        return sittings[-1]

    yield begin
    for sitting in sittings:
        sitting.session.end()


@pytest.fixture(params=[level.id for level in LEVELS])
def every(request: pytest.FixtureRequest) -> Level:
    """Each level of the campaign."""
    return next(level for level in LEVELS if level.id == request.param)
