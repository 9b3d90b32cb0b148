"""An order of events that goes wrong: a column for each worker, an operation a line, time going down; where it goes wrong, and why.

Below, the lines of the program around the operation that is marked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cafe_sim.tui.pages.shared import told_lines
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, clip, indent, pad, rule
from cafe_sim.tui.themes import CURSOR, NO
from cafe_sim.tui.widgets.code import coloured, without_comment

if TYPE_CHECKING:
    from cafe_sim.game.views import FailingView, StepView

NUMBERS = 5
AROUND = 2, 9
"""Lines of the program shown above and below the marked operation's, at least and at most."""
WIDEST = 44
"""Cells of a column at most."""


def first_wrong(view: FailingView) -> int:
    """The first operation that goes wrong; the last one if none does by itself."""
    return next((i for i, step in enumerate(view.steps) if step.wrong), len(view.steps) - 1)


def failing_page(view: FailingView, title: str, at: int, width: int, height: int) -> Page:
    """All of it in `height` lines; operation `at` is marked."""
    inner = width - 2
    names = list(dict.fromkeys(step.actor for step in view.steps))
    column = max(min((inner - NUMBERS) // max(len(names), 1), WIDEST), 8)
    head: Line = (Piece(" GOES WRONG ", "bad reverse bold"), Piece(f" {title}", "title"))
    top = [rule(head, (Piece(view.seen, "dim"),), inner)]
    top += told_lines(f"{view.fault.kind.replace('-', ' ')}:", view.fault.message, "bad", inner)
    top.append(EMPTY)
    top.append((Piece(" " * NUMBERS), *(Piece(f"{name:<{column}}", "bold") for name in names)))
    around = max(AROUND[0], min((height - len(top) - len(view.steps) - 3) // 2, AROUND[1]))
    below = _program(view, at, around, inner)
    room = max(height - len(top) - len(below) - 1, 1)
    first = max(0, min(at - room // 2, len(view.steps) - room))
    steps = [
        _step(step, number, names.index(step.actor), column, number == at, inner)
        for number, step in enumerate(view.steps)
    ][first : first + room]
    return indent([*top, *steps, EMPTY, *below], 1)


def _step(step: StepView, number: int, place: int, column: int, marked: bool, width: int) -> Line:
    sign = f"{NO} " if step.wrong else ""
    look = "bad bold" if step.wrong else ""
    pieces: Line = (
        Piece(f"{CURSOR if marked else ' '}{number + 1:>2}  ", "accent" if marked else "dim"),
        Piece(" " * (place * column)),
        Piece(f"{sign}{step.text}", look),
        Piece(f"  {step.wrong}" if step.wrong else "", "bad"),
    )
    line = tuple(piece._replace(target=f"go({number})") for piece in pad(clip(pieces, width), width))
    return tuple(piece._replace(look=f"marked {piece.look}".strip()) for piece in line) if marked else line


def _program(view: FailingView, at: int, around: int, width: int) -> list[Line]:
    """The lines around the marked operation's."""
    lines = coloured(view.program)
    line = view.steps[at].line
    shown: list[Line] = [rule((Piece(f"line {line}", "dim"),), EMPTY, width)]
    first = max(1, min(line - around, len(lines) - 2 * around))
    for number in range(first, min(first + 2 * around + 1, len(lines) + 1)):
        gutter = Piece(f"{number:>4} {'▸' if number == line else ' '} ", "accent" if number == line else "dim")
        shown.append(clip((gutter, *without_comment(lines[number - 1], width - gutter.width)), width))
    return shown
