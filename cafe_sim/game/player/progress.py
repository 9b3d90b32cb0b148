"""What a player has: stars, named plans and settings. Values in, values out; `keeper` puts them on disk.

Rules. Each star of a level is kept across plans: one plan may win *sound*, another *par*. A plan keeps the stars it
won itself. Nothing is counted against anyone: no attempts, no dates. Unknown levels are kept, so that a save survives
a campaign that is shorter than the last one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from cafe_sim.cafe.model import Plan
from cafe_sim.game.player.known import Known, with_known
from cafe_sim.game.player.settings import Settings

if TYPE_CHECKING:
    from cafe_sim.content.level import Level

STAR_NAMES: Final = ("sound", "par", "light")
PLANS_PER_LEVEL: Final = 20
DRAFTS_AT_MOST: Final = 20
STATES_AT_MOST: Final = 40
"""So far back can one undo what was left in another sitting."""
DRAFTED_AT_MOST: Final = 3_000_000
"""Characters of all drafts together: what fits into a save with room to spare."""


class Kept(msgspec.Struct, frozen=True, omit_defaults=True):
    """Base of what is saved. Keys of a newer minor version are passed over, unlike in levels."""


class Stars(Kept, frozen=True, omit_defaults=True):
    """The three stars of a level or a plan; `|` keeps what either has."""

    sound: bool = False
    par: bool = False
    light: bool = False

    def __or__(self, other: Stars) -> Stars:
        return Stars(self.sound or other.sound, self.par or other.par, self.light or other.light)

    @property
    def count(self) -> int:
        return self.sound + self.par + self.light

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name in STAR_NAMES if getattr(self, name))


class NamedPlan(Kept, frozen=True, omit_defaults=True):
    """A plan of the player's, with the stars that it won."""

    name: str
    plan: Plan
    stars: Stars = Stars()


class LevelRecord(Kept, frozen=True, omit_defaults=True):
    """What is kept of one level."""

    stars: Stars = Stars()
    plans: tuple[NamedPlan, ...] = ()
    """Oldest first, names unlike each other."""


class Checkpoint(Kept, frozen=True, omit_defaults=True):
    """Where a level stood: what was decided, and of a shift how late it was."""

    plan: Plan = Plan()
    now: float = 0.0
    started: bool = False
    """The doors were open."""


class Left(Kept, frozen=True, omit_defaults=True):
    """A level that is under way, to be gone on with: it has no result yet. No plan of a name is touched by it."""

    states: tuple[Checkpoint, ...] = ()
    """The last is where it stands, those before it are what undo leads back to; none of a level to break."""
    moves: tuple[int, ...] = ()
    """Of a level to break: who was moved, by serial."""
    undone: tuple[Checkpoint, ...] = ()
    """What was taken back: the last of them is what redo leads to first."""


class Progress(Kept, frozen=True, omit_defaults=True):
    """All that is kept of a player."""

    marks: dict[str, LevelRecord] = {}
    """Level id → what is kept of it."""
    settings: Settings = Settings()
    last: str = ""
    """Id of the level played last."""
    drafts: dict[str, str] = {}
    """What was typed in the lab and is in no file yet, by what it was opened from; the oldest first."""
    left: dict[str, Left] = {}
    """Level id → how it was left in the middle of it."""
    known: dict[str, dict[str, Known]] = {}
    """Level id → what is known of its plans, each under its key (`game.inspecting.kept`)."""

    @property
    def fresh(self) -> bool:
        """Nobody has played yet."""
        return not self.marks and not self.last

    def mark(self, level: str) -> LevelRecord:
        return self.marks.get(level, LevelRecord())

    def stars(self, level: str) -> Stars:
        return self.mark(level).stars

    def won(self, level: str) -> bool:
        """The gate to what comes after: the level was solved soundly once."""
        return self.stars(level).sound

    def total(self, levels: Iterable[str]) -> int:
        return sum(self.stars(level).count for level in levels)

    def begun(self, level: str) -> Progress:
        """`level` is being played."""
        return self if self.last == level else msgspec.structs.replace(self, last=level)

    def drafted(self, key: str, text: str | None) -> Progress:
        """With the unsaved text of `key`; None: it needs no keeping any more.

        Beyond `DRAFTS_AT_MOST`, the oldest go.
        """
        others = {other: kept for other, kept in self.drafts.items() if other != key}
        drafts = others if text is None else {**others, key: text}
        while len(drafts) > DRAFTS_AT_MOST or sum(map(len, drafts.values())) > DRAFTED_AT_MOST:
            del drafts[next(iter(drafts))]
        return self if drafts == self.drafts else msgspec.structs.replace(self, drafts=drafts)

    def leaving(self, level: str, left: Left | None) -> Progress:
        """With what is under way in `level`; None: nothing is."""
        others = {other: kept for other, kept in self.left.items() if other != level}
        now = others if left is None else {**others, level: left}
        return self if now == self.left else msgspec.structs.replace(self, left=now)

    def knowing(self, level: str, key: str, what: Known) -> Progress:
        """With what is known of one plan of `level`."""
        now = with_known(self.known.get(level, {}), key, what)
        return msgspec.structs.replace(self, known={**self.known, level: now})

    def after(self, level: str, stars: Stars, plan: Plan | None = None) -> Progress:
        """After a run of `level` that won `stars` with `plan`."""
        old = self.mark(level)
        plans = old.plans if plan is None else with_plan(old.plans, plan, stars)
        mark = LevelRecord(stars=old.stars | stars, plans=plans)
        return msgspec.structs.replace(self, marks={**self.marks, level: mark}, last=level)

    def with_plans(self, level: str, plans: tuple[NamedPlan, ...]) -> Progress:
        """With these plans of `level`; its stars stay, whichever plan won them."""
        mark = msgspec.structs.replace(self.mark(level), plans=plans)
        return msgspec.structs.replace(self, marks={**self.marks, level: mark})

    def set(self, settings: Settings) -> Progress:
        return msgspec.structs.replace(self, settings=settings)


def with_plan(plans: tuple[NamedPlan, ...], plan: Plan, stars: Stars) -> tuple[NamedPlan, ...]:
    """`plans` with `plan` among them. The same decisions under another name are the same plan and keep its name.

    A plan without a name is called after its number. Beyond `PLANS_PER_LEVEL`, the oldest of those with the fewest
    stars goes.
    """
    bare = msgspec.structs.replace(plan, name="")
    for index, old in enumerate(plans):
        same = msgspec.structs.replace(old.plan, name="") == bare
        if same or (plan.name and plan.name == old.name):
            kept = old.stars | stars if same else stars
            name = plan.name or old.name
            return (
                *plans[:index],
                NamedPlan(name, msgspec.structs.replace(plan, name=name), kept),
                *plans[index + 1 :],
            )
    name = plan.name or free_name(old.name for old in plans)
    grown = (*plans, NamedPlan(name, msgspec.structs.replace(plan, name=name), stars))
    if len(grown) <= PLANS_PER_LEVEL:
        return grown
    weakest = min(range(len(grown) - 1), key=lambda i: (grown[i].stars.count, i))
    return grown[:weakest] + grown[weakest + 1 :]


def kept_as(plans: Sequence[NamedPlan], plan: Plan) -> NamedPlan | None:
    """The plan among `plans` that decides the same as `plan`, whatever it is called."""
    bare = msgspec.structs.replace(plan, name="")
    return next((old for old in plans if msgspec.structs.replace(old.plan, name="") == bare), None)


def renamed(plans: tuple[NamedPlan, ...], old: str, new: str) -> tuple[NamedPlan, ...]:
    """`plans` with the one called `old` called `new`, which no other is called."""
    return tuple(
        NamedPlan(new, msgspec.structs.replace(kept.plan, name=new), kept.stars) if kept.name == old else kept
        for kept in plans
    )


def free_name(taken: Iterable[str]) -> str:
    """ "plan 1", "plan 2", …: the first that is free."""
    names = set(taken)
    number = 1
    while f"plan {number}" in names:
        number += 1
    return f"plan {number}"


def missing_for(level: Level, progress: Progress) -> tuple[str, ...]:
    """Ids of the levels still to be won before `level` opens; () if it is open. What was won once stays open."""
    if progress.mark(level.id).stars.count or progress.settings.doors == "open":
        return ()
    return tuple(needed for needed in level.opens if not progress.won(needed))


def next_level(campaign: Sequence[Level], progress: Progress) -> Level | None:
    """Where the game goes on: the one played last if it is not won yet, else the first open one that is not won.

    None only without a campaign; when all is won, the last one played.
    """
    by_id = {level.id: level for level in campaign}
    last = by_id.get(progress.last)
    if last is not None and not progress.won(last.id) and not missing_for(last, progress):
        return last
    order = [by_id[last.next]] if last is not None and last.next in by_id else []
    for level in (*order, *campaign):
        if not progress.won(level.id) and not missing_for(level, progress):
            return level
    return last or (campaign[0] if campaign else None)
