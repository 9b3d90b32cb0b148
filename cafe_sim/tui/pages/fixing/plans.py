"""A player's plans of one level: the level's own first, then those that are kept, with the stars that each has won."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cafe_sim.catalogue import say, say_number, to_say
from cafe_sim.tui.pages.player.campaign import stars_text
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, centre, clip, pad, padded, rule, width_of, wrap
from cafe_sim.tui.themes import CURSOR

if TYPE_CHECKING:
    from cafe_sim.game.player.progress import Stars

WIDTH = 66


class Words(NamedTuple):
    """What is said of plans where they are used."""

    yours: str = to_say("your plans")
    not_kept: str = to_say("What is on the bench is not kept: s keeps it under a name.")
    take: str = to_say("enter puts the marked plan on the bench; u there takes it back.")
    here: str = to_say("on the bench")


ON_BENCH = Words()
TEXTS = Words(
    to_say("your texts"),
    to_say("The text that is there is not kept: s keeps it under a name."),
    to_say("enter puts the marked text in its place; u there takes it back."),
    to_say("in place"),
)
"""Where a plan is a text."""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan that can be put on the bench."""

    name: str
    stars: Stars | None
    """None of the level's own plan, which wins none."""
    guards: int
    """Locks, bells and rails."""
    here: bool
    """It is the one on the bench."""


def plans_page(
    title: str, rows: tuple[PlanRow, ...], marked: int, width: int, height: int, words: Words = ON_BENCH
) -> Page:
    """All of them; the marked one in sight where they are more than fit."""
    room = min(width - 4, WIDTH)
    known = any(row.here for row in rows)
    most = max(height - 8, 1)
    first = max(min(marked - most // 2, len(rows) - most), 0)
    head = rule((Piece(title, "title"),), (Piece(say(words.yours), "dim"),), room)
    page: list[Line] = [head, EMPTY]
    page += [
        _row(row, place, place == marked, room, words.here)
        for place, row in enumerate(rows[first : first + most], first)
    ]
    said = say(words.not_kept) if not known else ""
    page += [EMPTY, *(tuple(p._replace(target="save") for p in line) for line in wrap(said, room, "accent"))]
    page += wrap(say(words.take), room, "dim")
    return centre(page, width, height)


def _row(row: PlanRow, place: int, here: bool, width: int, words_here: str) -> Line:
    stars = stars_text(row.stars) if row.stars is not None else "   "
    guards = say_number("{n} guard", "{n} guards", row.guards) if row.guards else ""
    about = (
        Piece(f" {stars}  ", "star"),
        Piece(padded(guards, 9), "dim"),
        Piece(padded(say(words_here) if row.here else "", 12), "worked"),
    )
    room = max(width - width_of(about) - 3, 8)
    name = pad(clip((Piece(row.name, "accent bold" if here else ""),), room), room)
    pieces = (Piece(f" {CURSOR if here else ' '} ", "accent"), *name, *about)
    line = tuple(piece._replace(target=f"put({place})") for piece in pad(clip(pieces, width), width))
    return tuple(piece._replace(look=f"marked {piece.look}".strip()) for piece in line) if here else line
