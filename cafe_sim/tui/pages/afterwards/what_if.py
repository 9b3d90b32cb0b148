"""The question after a level: guessed at with one key, or just looked at; then the two days side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from cafe_sim.catalogue import retell, say, to_say
from cafe_sim.game.afterwards.what_if import CAME, NOT_YET
from cafe_sim.game.words import plain_number
from cafe_sim.tui.pages.afterwards.figures import MEASURES
from cafe_sim.tui.pieces import Line, Piece, indent, padded, width_of, wrap
from cafe_sim.tui.themes import STAR

if TYPE_CHECKING:
    from cafe_sim.content.level import WhatIf
    from cafe_sim.game.afterwards.what_if import Beside, Came, WhatIfView

GUESSES: Final[dict[Came, str]] = {
    "better": to_say("better"),
    "same": to_say("no different"),
    "worse": to_say("worse"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The question, and how far it has come."""

    change: WhatIf
    guess: Came | None = None
    answer: WhatIfView | None = None
    is_won: bool = True
    """What is said of why holds of plans that are sound."""


def what_if_lines(asked: Asked | None, width: int) -> list[Line]:
    """The question with its keys, or the answer."""
    if asked is None:
        return []
    room = width - MEASURES
    question = wrap(retell(asked.change.text), room, "bold")
    label = Piece(padded(say("what if?"), MEASURES), "accent")
    lines: list[Line] = [(label, *question[0]), *indent(question[1:], MEASURES)]
    if asked.answer is None:
        return [*lines, *indent(_keys(room), MEASURES)]
    answer = asked.answer
    told = [line for row in answer.rows for line in _row(row)]
    return [*lines, *indent([*_came(asked, answer, room), *told], MEASURES), *_because(asked, answer, room)]


def _keys(room: int) -> list[Line]:
    """The guesses, and looking without one."""
    choices = [(str(n), say(words), f"guess({n})") for n, words in enumerate(GUESSES.values(), 1)]
    choices.append(("i", say("just look"), "what_if"))
    lines: list[Line] = [()]
    for key, words, target in choices:
        one = (Piece(key, "key", target), Piece(f" {words}", "", target))
        gap: Line = (Piece("   "),) if lines[-1] else ()
        if width_of((*lines[-1], *gap, *one)) > room and lines[-1]:
            lines.append(one)
        else:
            lines[-1] = (*lines[-1], *gap, *one)
    return lines


def _came(asked: Asked, answer: WhatIfView, room: int) -> list[Line]:
    came = say(CAME[answer.came])
    if asked.guess == answer.came:
        return list(wrap(f"{STAR} {say('You saw it coming.')} {came}", room, "good"))
    return list(wrap(came, room, "accent"))


def _row(row: Beside) -> list[Line]:
    """`mean wait   9.27 → 10 s`; what neither day came to is not told."""
    if row.was is None and row.would_be is None:
        return []
    was, would_be = (say("never") if value is None else plain_number(value) for value in (row.was, row.would_be))
    return [
        (
            Piece(padded(retell(row.name), 12), "dim"),
            Piece(" " * (6 - cell_len(was)) + was),
            Piece(" → ", "dim"),
            Piece(would_be, "bold"),
            Piece(f" {retell(row.unit)}", "dim"),
        )
    ]


def _because(asked: Asked, answer: WhatIfView, room: int) -> list[Line]:
    because = retell(answer.because) if asked.is_won else say(NOT_YET)
    text = f"{retell(answer.wrong)} {because}".strip()
    return list(indent(wrap(text, room), MEASURES))
