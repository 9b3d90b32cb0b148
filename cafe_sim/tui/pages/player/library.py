"""The library as two pages: a list of the ideas, and what is known of the marked one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import retell, say, to_say
from cafe_sim.game.words import listed
from cafe_sim.tui.highlight import coloured, without_comment
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, clip, indent, padded, rule, under, wrap

if TYPE_CHECKING:
    from cafe_sim.game.player.library import Idea

LABEL: Final = 14
NAME: Final = 7
"""Cells before what an idea is called, in the list."""
WIDEST: Final = 84


def list_page(ideas: Sequence[Idea], marked: str, width: int) -> tuple[Page, int]:
    """The ideas under the rooms where they are met, and the line that must be seen."""
    met = sum(idea.met for idea in ideas)
    lines: list[Line] = [
        (
            Piece(say(" Library"), "title"),
            Piece(say("  {met} of {count}", met=met, count=len(ideas)) if width > 20 else "", "dim"),
        )
    ]
    at = 0
    for room, shelf in groupby(ideas, key=lambda idea: (idea.level.chapter, idea.level.room)):
        lines += [EMPTY, (Piece(f" {room[0]}  {retell(room[1])}", "bold" if width > 20 else "dim"),)]
        for idea in shelf:
            here = idea.id == marked
            at = len(lines) if here else at
            look = ("accent bold" if here else "") if idea.met else ("dim bold" if here else "dim")
            sign = Piece("✔ " if idea.met else "· ", "good" if idea.met else "dim", idea.id)
            cursor = Piece("›" if here else " ", "accent", idea.id)
            name = Piece(f"{idea.id:<3} ", look, idea.id)
            concept = retell(idea.level.concept) if width > 20 else ""
            first, *rest = wrap(concept, width - 1 - NAME, look) or (EMPTY,)
            lines.append((cursor, sign, name, *under(first, "", idea.id)))
            lines += [under(pieces, "", idea.id) for pieces in indent(rest, NAME)]
    return tuple(clip(pieces, width - 1) for pieces in (*lines, EMPTY)), at


def names(idea: Idea, width: int) -> list[Line]:
    """What it is called in the café, in the field, and in Python."""
    level = idea.level
    lines: list[Line] = []
    for where, name in (
        (to_say("in the café"), level.story),
        (to_say("in the field"), level.term),
        (to_say("in Python"), level.python),
    ):
        first, *rest = wrap(retell(name), width - LABEL) or (EMPTY,)
        lines += [(Piece(padded(say(where), LABEL), "dim"), *first), *indent(rest, LABEL)]
    return lines


def idea_page(idea: Idea, width: int) -> Page:
    """Everything about one idea; of one that was not met, only where it will be."""
    level, inner = idea.level, min(width - 3, WIDEST)
    where = f"{level.id}  {retell(level.title)}"
    heading = rule(
        (Piece(retell(level.concept), "title"),), (Piece(say("met") if idea.met else say("not met yet"), "dim"),), inner
    )
    if not idea.met:
        opens = (
            say("It opens when you win {missing}.", missing=listed(idea.missing))
            if idea.missing
            else say("Its door is open: enter goes there.")
        )
        said = say("You will meet this in {where} ({room}). {opens}", where=where, room=retell(level.room), opens=opens)
        return indent((heading, EMPTY, *wrap(said, inner, "dim")), 1)
    lines: list[Line] = [heading, EMPTY, *names(idea, inner), EMPTY]
    for sentence in level.lesson:
        lines += wrap(retell(sentence), inner)
    kind = say("as it comes out right") if idea.won else say("as it was handed out")
    lines += [EMPTY, rule((Piece(say("its program"), "bold"),), (Piece(kind, "dim"),), inner)]
    lines += [without_comment(pieces, inner) for pieces in coloured(idea.excerpt)]
    lines += [EMPTY, (Piece("enter ", "key", "play"), Piece(say("plays {where} again", where=where), "", "play"))]
    return indent([clip(pieces, inner) for pieces in (*lines, EMPTY)], 1)
