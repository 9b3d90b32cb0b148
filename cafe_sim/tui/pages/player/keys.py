"""Keys of one's own as a page: every command under its screen, with the keys it has now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from cafe_sim.catalogue import say
from cafe_sim.tui.commands import Command, spoken_keys
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, indent, padded, rule, wrap

KEYS: Final = 14
NAME: Final = 14


def keys_page(
    groups: Mapping[str, Sequence[Command]], keymap: Mapping[str, str], marked: str, asking: bool, width: int
) -> tuple[Page, int]:
    """The page, and the line that must be seen. While `asking`, the marked command waits for its key."""
    inner = min(width - 4, 88)
    note = (
        Piece(say("press the new key; esc leaves it"), "worked bold")
        if asking
        else Piece(say("kept as you choose"), "dim")
    )
    lines: list[Line] = [rule((Piece(say("Keys"), "title"),), (note,), inner)]
    at = 0
    for name, commands in groups.items():
        lines += [EMPTY, (Piece(say(name), "bold"),)]
        for command in (one.said for one in commands):
            here, own = command.id == marked, command.id in keymap
            target = f"mark({command.id!r})"
            keys = say("press a key") if here and asking else spoken_keys(command, keymap) + (" *" if own else "")
            first, *rest = wrap(command.help, inner - KEYS - NAME - 4, "" if here else "dim")
            at = len(lines) if here else at
            lines.append(
                (
                    Piece("› " if here else "  ", "accent", target),
                    Piece(f"{padded(keys, KEYS)} ", "worked bold" if here and asking else "key", target),
                    Piece(f"{padded(command.label, NAME)} ", "accent bold" if here else "", target),
                    *(Piece(piece.text, piece.look, target) for piece in first),
                )
            )
            lines += indent(rest, KEYS + NAME + 4)
    return indent((*lines, EMPTY, (Piece(say("* a key of your own"), "dim"),)), (width - inner) // 2), at
