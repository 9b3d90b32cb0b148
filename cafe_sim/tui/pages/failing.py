"""An order of events that goes wrong: a column for each worker, an operation a line, time going down; where it goes wrong, and why.

Below, what the marked operation has to do with it, and the lines of the program around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from cafe_sim.tui.highlight import coloured
from cafe_sim.tui.pages.shared import told_lines
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, clip, indent, pad, rule, width_of, wrap
from cafe_sim.tui.themes import CURSOR, NO
from cafe_sim.tui.widgets.code import without_comment

if TYPE_CHECKING:
    from cafe_sim.game.views import FailingView, FaultView, StepView

NUMBERS = 9
"""Cells before the first column: the operation's number, and its line of the program."""
AROUND = 2, 9
"""Lines of the program shown above and below the marked operation's, at least and at most."""
NARROWEST, WIDEST = 8, 44
"""Cells of a column, at least and at most."""
LEADS_TO_IT = "•"
"""Beside an operation that has to do with what goes wrong further down."""


def first_wrong(view: FailingView) -> int:
    """The first operation that goes wrong; the last marked one if none does by itself, else the last one."""
    wrong = [index for index, step in enumerate(view.steps) if step.is_wrong]
    marked = [index for index, step in enumerate(view.steps) if step.mark]
    return wrong[0] if wrong else marked[-1] if marked else len(view.steps) - 1


def failing_page(view: FailingView, title: str, at: int, width: int, height: int) -> Page:
    """All of it in `height` lines; operation `at` is marked."""
    inner = width - 2
    head: Line = (Piece(" GOES WRONG ", "mode reverse bold"), Piece(f" {title}", "title"))
    top = [rule(head, (Piece(view.seen, "dim"),) if view.seen else EMPTY, inner)]
    top += fault_lines(view.faults[:1], inner, brief=True)
    top.append(EMPTY)
    names, *steps = step_lines(view, inner, at)
    top.append(names)
    around = max(AROUND[0], min((height - len(top) - len(steps) - 4) // 2, AROUND[1]))
    below = _program(view, at, around, inner)
    room = max(height - len(top) - len(below) - 1, 1)
    first = max(0, min(at - room // 2, len(steps) - room))
    return indent([*top, *steps[first : first + room], EMPTY, *below], 1)


def fault_lines(faults: tuple[FaultView, ...], width: int, *, brief: bool = False) -> list[Line]:
    """What is wrong, in sentences, or in the first one."""
    lines: list[Line] = []
    for fault in faults:
        first, stop, _ = fault.message.partition(". ")
        said = f"{first}{stop}".rstrip() if brief else fault.message
        lines += told_lines(f"{fault.kind.replace('-', ' ')}:", said, "bad", width)
    return lines


def brief(view: FailingView, room: int) -> list[int]:
    """The operations that matter most, in order, so many that with a line for each gap they take no more than `room`; all, if they fit.

    Marked ones come first, then those nearest to them.
    """
    every = range(len(view.steps))
    if len(every) <= room:
        return list(every)
    marked = [number for number in every if view.steps[number].mark] or [len(every) - 1]
    kept: list[int] = []
    for number in sorted(every, key=lambda n: (min(abs(n - mark) for mark in marked), -n)):
        more = sorted([*kept, number])
        if len(more) + _gaps(more, len(every)) <= room:
            kept = more
    return kept


def _gaps(kept: list[int], count: int) -> int:
    return sum(1 for before, after in pairwise([-1, *kept, count]) if after - before > 1)


def step_lines(view: FailingView, width: int, at: int = -1, only: Sequence[int] = ()) -> list[Line]:
    """Who is who, and then a line for each operation, or for those in `only`; operation `at` is marked."""
    names = list(dict.fromkeys(step.actor for step in view.steps))
    column = _column(view, names, width - NUMBERS)
    heads: Line = (Piece(f"{'line':>{NUMBERS - 2}}  ", "dim"), *(Piece(f"{name:<{column}}", "bold") for name in names))
    lines = [heads]
    expected = 0
    for number in only or range(len(view.steps)):
        step = view.steps[number]
        if number > expected:
            lines.append(_left_out(number - expected))
        expected = number + 1
        left = NUMBERS + names.index(step.actor) * column
        room = width if step.actor == names[-1] else left + column
        lines.append(_step(step, number, left, room, number == at, width))
    if expected < len(view.steps):
        lines.append(_left_out(len(view.steps) - expected))
    return lines


def _column(view: FailingView, names: list[str], width: int) -> int:
    """Cells from one column to the next: the same for all, and so few that what stands in the last ones is not cut."""
    column = min(width // max(len(names), 1), WIDEST)
    for place, name in enumerate(names[1:], 1):
        longest = max(width_of((Piece(_sign(step)[0]), Piece(step.text))) for step in view.steps if step.actor == name)
        column = min(column, (width - longest) // place)
    return max(column, NARROWEST)


def _left_out(count: int) -> Line:
    return (Piece(f"{'…':>3}  {count} more", "dim"),)


def _step(step: StepView, number: int, left: int, room: int, marked: bool, width: int) -> Line:
    """One operation, `left` cells from the edge; its aside where there is room for the whole of it."""
    sign, look = _sign(step)
    counted = f"{CURSOR if marked else ' '}{number + 1:>2}{step.line or '':>{NUMBERS - 5}}"
    pieces: Line = (Piece(f"{counted:<{left}}", "accent" if marked else "dim"), Piece(f"{sign}{step.text}", look))
    aside = Piece(f"  {step.aside}", look.partition(" ")[0])
    if step.aside and width_of((*pieces, aside)) <= room:
        pieces += (aside,)
    line = tuple(piece._replace(target=f"go({number})") for piece in pad(clip(pieces, width), width))
    return tuple(piece._replace(look=f"marked {piece.look}".strip()) for piece in line) if marked else line


def _sign(step: StepView) -> tuple[str, str]:
    if step.is_wrong:
        return f"{NO} ", "bad bold"
    return (f"{LEADS_TO_IT} ", "accent") if step.mark else ("", "")


def _program(view: FailingView, at: int, around: int, width: int) -> list[Line]:
    """What the marked operation has to do with it, and the lines around its own."""
    step = view.steps[at]
    sign, look = _sign(step)
    shown: list[Line] = [rule((Piece(f"{step.actor} in line {step.line}", "dim"),), EMPTY, width)]
    shown += wrap(f"{sign}{step.actor} {step.text}: {step.aside}", width, look.partition(" ")[0]) if step.mark else []
    lines = coloured(view.program)
    first = max(1, min(step.line - around, len(lines) - 2 * around))
    for number in range(first, min(first + 2 * around + 1, len(lines) + 1)):
        here = number == step.line
        gutter = Piece(f"{number:>4} {'▸' if here else ' '} ", "accent" if here else "dim")
        shown.append(clip((gutter, *without_comment(lines[number - 1], width - gutter.width)), width))
    return shown
