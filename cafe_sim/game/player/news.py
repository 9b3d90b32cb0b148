"""What is new: tools that a level is the first to hand out, and doors that a win has opened. Each a sentence "New: you
may now …".

Tools and kinds are read from the levels themselves, so a campaign in another order has other news.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import ENGLISH, retell, say, spoken, to_say
from cafe_sim.game.words import listed

if TYPE_CHECKING:
    from cafe_sim.content.level import Level

KINDS: Final = {
    "serve": to_say("hand out orders"),
    "fix": to_say("change the plan"),
    "break": to_say("choose who moves"),
    "code": to_say("edit the program itself"),
}
TOOLS: Final = {
    "rules": to_say("write standing rules"),
    "tags": to_say("hang a tag on a ticket"),
    "locks": to_say("hang locks on things"),
    "join": to_say("join locked steps"),
    "move": to_say("move steps"),
    "together": to_say("do steps together"),
    "hatch": to_say("send steps through the hatch"),
    "unlock": to_say("take off a lock that was there"),
    "late": to_say("have somebody come in later"),
}
"""Field of a level's toolbox → what it lets one do."""


def _can(level: Level) -> tuple[str, ...]:
    tools = (does for tool, does in TOOLS.items() if getattr(level.toolbox, tool))
    return (KINDS.get(level.kind, level.kind), *tools)


def new_tools(level: Level, levels: Iterable[Level]) -> str:
    """What one may do in `level` and could in none before it, in one sentence; "" in the first, where all is new."""
    known: set[str] = set()
    for earlier in levels:
        if earlier.id == level.id:
            fresh = [does for does in _can(level) if does not in known]
            return say("New: you may now {do}.", do=listed([say(does) for does in fresh])) if known and fresh else ""
        known.update(_can(earlier))
    return ""


def opened(
    levels: Sequence[Level], before: Iterable[str], after: Iterable[str], *, played: str = "", onward: str = ""
) -> tuple[str, ...]:
    """Which doors are open `after` that were closed `before` (ids of the open ones): rooms by name, levels by title.

    The level that the way leads to anyway, `onward`, is not called news, nor is the room that
    `played` is in: somebody who came by another way than the map has just been there.
    """
    fresh = set(after) - set(before)
    was = {level.chapter for level in levels if level.id in {played, *before}}
    said = []
    rooms = {level.chapter: str(level.room) for level in levels if level.id in fresh and level.chapter not in was}
    if rooms:
        said.append(say("New: you may now go into {rooms}.", rooms=listed([_inside(room) for room in rooms.values()])))
    doors = [
        f"{level.id} {retell(level.title)}"
        for level in levels
        if level.id in fresh - {onward, played} and level.chapter in was
    ]
    if doors:
        said.append(say("New: you may now play {levels}.", levels=listed(doors)))
    return tuple(said)


def _inside(room: str) -> str:
    """ "The bakery" in the middle of a sentence."""
    return retell(room) if spoken() != ENGLISH or not room.startswith("The ") else room[:1].lower() + room[1:]
