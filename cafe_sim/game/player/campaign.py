"""The game between levels: which levels there are, what has been won, where to go on.

Screens ask it and tell it; it has no screen. Loading is asynchronous, and everything answers sensibly before it is
done.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import msgspec

from cafe_sim.catalogue import say
from cafe_sim.errors import BadContent, Misuse
from cafe_sim.game.player.keeper import Keeper
from cafe_sim.game.player.memory import Memory
from cafe_sim.game.player.news import new_tools, opened
from cafe_sim.game.player.progress import (
    STAR_NAMES,
    Progress,
    Stars,
    kept_as,
    missing_for,
    next_level,
    renamed,
    with_plan,
)

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.game.player.progress import Left
    from cafe_sim.game.player.settings import Pace, Settings
    from cafe_sim.game.views import ResultView

NAME_AT_MOST: Final = 32
"""Characters of a plan's name."""


def shipped() -> Sequence[Level]:
    """The campaign that comes with the game. Imported late: the first picture must not wait for it."""
    from cafe_sim.content import load_campaign

    return load_campaign()


class Campaign:
    """Levels and progress together."""

    def __init__(self, keeper: Keeper | None = None, load: Callable[[], Sequence[Level]] = shipped) -> None:
        self.keeper = keeper or Keeper()
        self.levels: tuple[Level, ...] = ()
        self.guesses: dict[str, int] = {}
        """Level id → the answer guessed in its briefing, for as long as the game runs."""
        self.speed: float | None = None
        """Chosen in a shift, and kept from one to the next until the setting is made anew."""
        self.pace: Pace | None = None
        """Likewise."""
        self._load = load
        self._opening: asyncio.Task[None] | None = None

    @classmethod
    def at_home(cls, *, look_only: bool = False) -> Campaign:
        """The shipped campaign, with the saves that belong to this computer's player."""
        from cafe_sim.storage.paths import saves_folder

        return cls(Keeper(saves_folder(), look_only=look_only))

    @property
    def progress(self) -> Progress:
        return self.keeper.progress

    @property
    def notice(self) -> str:
        return self.keeper.notice

    async def open(self) -> None:
        """Load levels and progress; a second call waits for the first."""
        if self._opening is None:
            self._opening = asyncio.ensure_future(self._open())
        await asyncio.shield(self._opening)

    async def _open(self) -> None:
        await self.keeper.open()
        self.levels = tuple(self._load())

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(level.id for level in self.levels)

    def level(self, level_id: str) -> Level | None:
        """By id, in whatever case it was typed."""
        return next((level for level in self.levels if level.id.casefold() == level_id.casefold()), None)

    def upcoming(self) -> Level | None:
        """Where the game goes on."""
        return next_level(self.levels, self.progress)

    def missing(self, level: Level) -> tuple[str, ...]:
        """Ids of levels to be won before this one opens."""
        return tuple(needed for needed in missing_for(level, self.progress) if needed in self.ids)

    def summary(self) -> str:
        """How far the player has come: "4 of 11 open · 7 ★"."""
        if not self.levels:
            return ""
        opened = sum(not self.missing(level) for level in self.levels)
        return say(
            "{opened} of {count} open · {stars} ★",
            opened=opened,
            count=len(self.levels),
            stars=self.progress.total(self.ids),
        )

    def begin(self, level: Level) -> None:
        self.keeper.keep(self.progress.begun(level.id))

    def leave(self, level: Level, left: Left | None) -> None:
        """Keep what is under way in a level, for whenever the player comes back; None: nothing is."""
        self.keeper.keep(self.progress.leaving(level.id, left))

    def left(self, level: Level) -> Left | None:
        """What is under way in a level; None, too, where it is another level by now, which that does not fit."""
        from cafe_sim.content.check_plan import check_plan  # not before: the first picture must not wait for it

        left = self.progress.left.get(level.id)
        try:
            for state in (*left.states, *left.undone) if left is not None else ():
                check_plan(level.shop, state.plan, level.id)
        except BadContent:
            return None
        return left

    def memory(self, level: Level) -> Memory:
        """What is known of the level's plans, and keeps being known."""
        return Memory(self, level.id)

    def remember(self, level: Level, plan: Plan) -> None:
        """Keep a plan that has won nothing: a schedule's code says which plan it is of, and not what is in it."""
        self.keeper.keep(self.progress.after(level.id, Stars(), plan))

    def name_plan(self, level: Level, plan: Plan, name: str) -> str:
        """Keep a plan of a level under a name, or call it by another if it is kept already. "" or why not."""
        from cafe_sim.content.safetext import harmless  # not before: the first picture must not wait for levels

        plans = self.progress.mark(level.id).plans
        kept = kept_as(plans, plan)
        name = harmless(" ".join(name.split()))[:NAME_AT_MOST].strip()
        if not name:
            return "a plan needs a name"
        if any(other.name == name for other in plans if other is not kept):
            return f"another plan is called “{name}” already"
        if kept is not None:
            plans = renamed(plans, kept.name, name)
        else:
            plans = with_plan(plans, msgspec.structs.replace(plan, name=name), Stars())
        self.keeper.keep(self.progress.with_plans(level.id, plans))
        return ""

    def drop_plan(self, level: Level, name: str) -> None:
        """Forget a plan. The level's stars stay."""
        plans = self.progress.mark(level.id).plans
        self.keeper.keep(self.progress.with_plans(level.id, tuple(kept for kept in plans if kept.name != name)))

    def finish(self, result: ResultView, plan: Plan | None) -> ResultView:
        """Write down what was won, and say in the result what is new and what comes next."""
        before = self.progress.stars(result.level)
        doors = self._open_doors()
        won = Stars(sound=result.sound, par=result.sound and result.par, light=result.sound and result.light)
        self.keeper.keep(self.progress.after(result.level, won, plan).leaving(result.level, None))
        new = tuple(name for name in STAR_NAMES if getattr(won, name) and not getattr(before, name))
        kept = tuple(name for name in STAR_NAMES if getattr(before, name) and not getattr(won, name))
        onward = self._after(result.level)
        news = opened(self.levels, doors, self._open_doors(), played=result.level, onward=onward)
        return replace(result, new_stars=new, kept=kept, next_level=onward, news=news)

    def _open_doors(self) -> tuple[str, ...]:
        return tuple(level.id for level in self.levels if not self.missing(level))

    def new_tools(self, level: Level) -> str:
        """What one may do in `level` for the first time, "" if nothing or if it was won already."""
        return "" if self.progress.stars(level.id).count else new_tools(level, self.levels)

    def _after(self, level_id: str) -> str:
        level = self.level(level_id)
        following = self.level(level.next) if level is not None and level.next else None
        return following.id if following is not None and not self.missing(following) else ""

    def set(self, settings: Settings) -> None:
        was = self.progress.settings
        self.speed = self.speed if settings.speed == was.speed else None
        self.pace = self.pace if settings.pace == was.pace else None
        self.keeper.keep(self.progress.set(settings))

    async def export(self) -> str:
        """Write stars and plans to a file beside the saves; what to tell the player."""
        try:
            return await self._export()
        except Misuse as error:
            return str(error)

    async def _export(self) -> str:
        from cafe_sim.game.player.portable import written

        return await self.keeper.write_out(written(self.progress))

    async def start_over(self) -> str:
        """Forget all stars and plans, once they are in a file; settings stay. What to tell the player."""
        try:
            said = await self._export()
        except Misuse as error:
            return str(error)
        self.keeper.keep(Progress(settings=self.progress.settings))
        return say("All stars and plans are forgotten. {then}", then=said)
