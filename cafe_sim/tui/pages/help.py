"""A help page: a screen's sentences, its keys in words, its signs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cafe_sim.game.colours import STATE_GLYPHS, STATE_MEANINGS
from cafe_sim.tui.commands import Command, spoken_keys
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, indent, rule, wrap


def key_lines(commands: Iterable[Command], keymap: Mapping[str, str], width: int) -> list[Line]:
    """Keys in groups, in the order of the table."""
    lines: list[Line] = []
    group = ""
    for command in sorted_by_group(commands):
        if command.group != group:
            group = command.group
            lines += [EMPTY, (Piece(group, "bold"),)]
        words = wrap(command.help, width - 18)
        lines.append((Piece(f"  {spoken_keys(command, keymap):<16}", "key"), *words[0]))
        lines += indent(words[1:], 18)
    return lines


def sorted_by_group(commands: Iterable[Command]) -> list[Command]:
    """Groups in the order they first appear; those for everywhere last."""
    table = list(commands)
    order = list(dict.fromkeys(command.group for command in table if command.group != "Everywhere"))
    rank = {group: place for place, group in enumerate((*order, "Everywhere"))}
    return sorted(table, key=lambda command: rank[command.group])


def state_lines() -> list[Line]:
    """What the glyphs of the lanes mean: glyph, word, sentence."""
    lines: list[Line] = [EMPTY, (Piece("Lanes", "bold"),)]
    for state, glyph in STATE_GLYPHS.items():
        lines.append(
            (Piece("  "), Piece(glyph * 3, state), Piece(f"  {state:<7}", state), Piece(STATE_MEANINGS[state]))
        )
    return lines


def help_page(
    title: str,
    sentences: Sequence[str],
    commands: Sequence[Command],
    keymap: Mapping[str, str],
    states: bool,
    width: int,
    height: int,  # noqa: ARG001 (pages are all painted the same way)
) -> Page:
    inner = min(width - 6, 84)
    lines: list[Line] = [rule((Piece(title, "title"),), (Piece("help", "dim"),), inner), EMPTY]
    for sentence in sentences:
        lines += wrap(sentence, inner)
    if states:
        lines += state_lines()
    lines += key_lines(commands, keymap, inner)
    return indent((EMPTY, *lines, EMPTY), (width - inner) // 2)
