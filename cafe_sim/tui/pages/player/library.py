"""The library as two pages: a list of the ideas, and what is known of the marked one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import retell, say, to_say
from cafe_sim.game.words import listed
from cafe_sim.tui.highlight import coloured, without_comment
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, beside, clip, indent, padded, rule, under, wrap

if TYPE_CHECKING:
    from cafe_sim.game.player.library import Idea

LABEL: Final = 14
NAME: Final = 7
"""Cells before what an idea is called, in the list."""
WIDEST: Final = 84
COLUMN: Final = 64
"""Cells of an idea, and of its program beside it, at least."""
COLUMN_GAP: Final = 4


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
    column = min((width - 3 - COLUMN_GAP) // 2, WIDEST)
    if column >= COLUMN:
        return _wide_page(idea, column)
    lines = [heading, EMPTY, *_lesson(idea, inner), EMPTY, *_program(idea, inner), EMPTY, _again(idea)]
    return indent([clip(pieces, inner) for pieces in (*lines, EMPTY)], 1)


def _wide_page(idea: Idea, column: int) -> Page:
    """In a wide window an idea's program stands beside it."""
    inner = 2 * column + COLUMN_GAP
    met = (Piece(say("met"), "dim"),)
    heading = rule((Piece(retell(idea.level.concept), "title"),), met, inner)
    columns = beside(
        [*_lesson(idea, column), EMPTY, _again(idea)],
        [clip(pieces, column) for pieces in _program(idea, column)],
        column + COLUMN_GAP,
    )
    return indent((heading, EMPTY, *columns, EMPTY), 1)


def _lesson(idea: Idea, width: int) -> list[Line]:
    said = [text for sentence in idea.level.lesson for text in wrap(retell(sentence), width)]
    return [*names(idea, width), EMPTY, *said]


def _program(idea: Idea, width: int) -> list[Line]:
    kind = say("as it comes out right") if idea.won else say("as it was handed out")
    head = rule((Piece(say("its program"), "bold"),), (Piece(kind, "dim"),), width)
    return [head, *(without_comment(pieces, width) for pieces in coloured(idea.excerpt))]


def _again(idea: Idea) -> Line:
    where = f"{idea.level.id}  {retell(idea.level.title)}"
    return (Piece("enter ", "key", "play"), Piece(say("plays {where} again", where=where), "", "play"))
