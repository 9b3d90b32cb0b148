"""Progress as a file that people and other programs can read: for teachers, and to take along to another computer.

    {"cafe_sim": "progress", "format": 1, "levels": {"B4": {"stars": ["sound"], "plans": [{"name": …, "stars": [],
    "plan": {…}}]}}}

A plan is all that is needed to have its verdict said again (`cafe-sim inspect B4 --plan FILE`), so a teacher need not
believe a star. Taking in adds: stars and plans that are there stay. A file from outside is hostile until its plans have
passed `check_plan`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import msgspec

from cafe_sim.cafe.model import Plan
from cafe_sim.catalogue import say
from cafe_sim.content.check_plan import check_plan
from cafe_sim.content.safetext import SafeText
from cafe_sim.errors import BadContent
from cafe_sim.game.player.progress import PLANS_PER_LEVEL, STAR_NAMES, LevelRecord, Progress, Stars, with_plan

if TYPE_CHECKING:
    from cafe_sim.content.level import Level

FORMAT: Final = 1
BYTES_AT_MOST: Final = 4 * 1024 * 1024


class PortablePlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kept plan, with the stars that it won itself."""

    name: str
    stars: tuple[str, ...]
    plan: Plan


class PortableLevel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was won in a level."""

    stars: tuple[str, ...]
    plans: tuple[PortablePlan, ...] = ()


class Portable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file as a whole."""

    cafe_sim: str = "progress"
    format: int = FORMAT
    levels: dict[str, PortableLevel] = {}


def written(progress: Progress) -> bytes:
    """All stars and plans, as indented JSON. Settings are the player's own and stay here."""
    levels = {
        id_: PortableLevel(
            mark.stars.names, tuple(PortablePlan(plan.name, plan.stars.names, plan.plan) for plan in mark.plans)
        )
        for id_, mark in progress.marks.items()
    }
    return msgspec.json.format(msgspec.json.encode(Portable(levels=levels)), indent=2) + b"\n"


def taken_in(data: bytes, levels: Iterable[Level], progress: Progress, name: str) -> Progress:
    """`progress` with what a file holds added to it.

    Raises:
        BadContent: it is no such file, or a plan in it does not fit its level. Nothing is taken in then.
    """
    portable = _read(data, name)
    known = {level.id: level for level in levels}
    marks = dict(progress.marks)
    for id_, told in portable.levels.items():
        level = known.get(id_)
        if level is None:
            raise BadContent(
                say(
                    "{name}: there is no level {level} here; update the game, or take it out.",
                    name=name,
                    level=repr(SafeText(id_)[:24]),
                )
            )
        old = progress.mark(id_)
        plans = old.plans
        for plan in told.plans[:PLANS_PER_LEVEL]:
            named = msgspec.structs.replace(plan.plan, name=plan.name)
            check_plan(level.shop, named, f"{name}, {id_}")
            plans = with_plan(plans, named, _stars(plan.stars, name))
        marks[id_] = LevelRecord(old.stars | _stars(told.stars, name), plans)
    return msgspec.structs.replace(progress, marks=marks)


def _read(data: bytes, name: str) -> Portable:
    if len(data) > BYTES_AT_MOST:
        raise BadContent(
            say(
                "{name}: is larger than {limit} bytes; no progress is. Name a file that was exported.",
                name=name,
                limit=BYTES_AT_MOST,
            )
        )
    try:
        portable = msgspec.json.decode(data, type=Portable)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        why = SafeText(str(error))
        raise BadContent(
            say("{name}: is no progress of Café Sim ({why}). Name a file that was exported.", name=name, why=why)
        ) from error
    if portable.cafe_sim != "progress" or portable.format > FORMAT:
        raise BadContent(
            say(
                "{name}: was written by a newer Café Sim (format {format}); update the game.",
                name=name,
                format=portable.format,
            )
        )
    return portable


def _stars(names: Iterable[str], name: str) -> Stars:
    wrong = sorted(set(names) - set(STAR_NAMES))
    if wrong:
        raise BadContent(
            say(
                "{name}: there is no star {star}; they are {known}.",
                name=name,
                star=repr(SafeText(wrong[0])[:24]),
                known=", ".join(STAR_NAMES),
            )
        )
    return Stars(**dict.fromkeys(names, True))
