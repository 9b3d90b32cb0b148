"""A help page: what can be done now, a screen's sentences, its keys in words, its signs.

Each key's line can be done from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cafe_sim.catalogue import say
from cafe_sim.game.colours import STATE_GLYPHS, STATE_MEANINGS, state_word
from cafe_sim.tui.commands import Command, spoken_keys
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, beside, indent, padded, rule, width_of, wrap

KEYS: Final = 18
"""Cells for the keys of a command."""
WIDEST: Final = 84
"""Cells of a line at most: longer ones are hard to read."""
COLUMN: Final = 72
"""Cells of each of two columns, at least."""
COLUMN_GAP: Final = 6


@dataclass(frozen=True, slots=True)
class ScreenHelp:
    """What a screen has to say of itself."""

    title: str
    now: tuple[str, ...]
    """Of this very moment."""
    sentences: tuple[str, ...]
    commands: tuple[Command, ...]
    why_not: Mapping[str, str]
    """Command → why it cannot be done now; the others can."""
    states: bool
    """Whether the signs of lanes are explained."""


def key_lines(told: ScreenHelp, keymap: Mapping[str, str], marked: str, width: int) -> tuple[list[Line], int]:
    """Keys in groups, in the order of the table, and which line has the marked one."""
    lines: list[Line] = []
    group, at = "", 0
    for command in sorted_by_group(told.commands):
        if command.group != group:
            group = command.group
            lines += [EMPTY, (Piece(group, "bold"),)]
        why, here = told.why_not.get(command.id, ""), command.id == marked
        at = len(lines) if here else at
        look = "dim" if why else "accent bold" if here else ""
        target = f"do({command.id!r})"
        first, *rest = wrap(
            say("{help} Not now: {why}", help=command.help, why=why) if why else command.help, width - KEYS, look
        )
        keys = f"{'›' if here else ' '} {padded(spoken_keys(command, keymap), KEYS - 2)}"
        lines.append((Piece(keys, "dim" if why else "key", target), *(p._replace(target=target) for p in first)))
        lines += indent(rest, KEYS)
    return lines, at


def sorted_by_group(commands: Iterable[Command]) -> list[Command]:
    """Groups in the order they first appear; those for everywhere last."""
    table = list(commands)
    everywhere = say("Everywhere")
    order = list(dict.fromkeys(command.group for command in table if command.group != everywhere))
    rank = {group: place for place, group in enumerate((*order, everywhere))}
    return sorted(table, key=lambda command: rank[command.group])


def state_lines(width: int) -> list[Line]:
    """What the glyphs of the lanes mean: glyph, word, sentence."""
    lines: list[Line] = [EMPTY, (Piece(say("Lanes"), "bold"),)]
    for state, glyph in STATE_GLYPHS.items():
        sign = (Piece("  "), Piece(glyph * 3, state), Piece(f"  {padded(state_word(state), 7)}", state))
        first, *rest = wrap(say(STATE_MEANINGS[state]), width - width_of(sign))
        lines += [(*sign, *first), *indent(rest, width_of(sign))]
    return lines


def help_page(told: ScreenHelp, keymap: Mapping[str, str], marked: str, width: int) -> tuple[Page, int]:
    """The page, and the line of it that must be seen. In a wide window the keys stand beside what is said."""
    column = min((width - 6 - COLUMN_GAP) // 2, WIDEST)
    wide = column >= COLUMN
    inner = 2 * column + COLUMN_GAP if wide else min(width - 6, WIDEST)
    lines: list[Line] = [EMPTY, rule((Piece(told.title, "title"),), (Piece(say("help"), "dim"),), inner), EMPTY]
    for sentence in told.now:
        lines += wrap(sentence, inner, "accent")
    lines += [EMPTY] * bool(told.now)
    said = _said(told, column if wide else inner)
    keys, at = key_lines(told, keymap, marked, column if wide else inner)
    if wide:
        at = len(lines) + at - 1 if marked else 0
        page = (*lines, *beside(said, keys[1:], column + COLUMN_GAP), EMPTY)
    else:
        at = len(lines) + len(said) + at if marked else 0
        page = (*lines, *said, *keys, EMPTY)
    return indent(page, (width - inner) // 2), at


def _said(told: ScreenHelp, width: int) -> list[Line]:
    """What a screen says of itself, and what its lanes' signs mean."""
    lines: list[Line] = []
    for sentence in told.sentences:
        first, *rest = wrap(sentence, width - 2) or (EMPTY,)
        lines += [(Piece("· ", "dim"), *first), *indent(rest, 2)]
    return [*lines, *(state_lines(width) if told.states else [])]


def order_of(commands: Sequence[Command]) -> tuple[str, ...]:
    """Ids in the order of the page."""
    return tuple(command.id for command in sorted_by_group(commands))
