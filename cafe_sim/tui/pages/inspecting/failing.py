"""An order of events that goes wrong, in short: a column a worker, a line an operation, where and why it does."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from rich.cells import cell_len

from cafe_sim.catalogue import retell, say
from cafe_sim.tui.pages.shared import kind_word, told_lines
from cafe_sim.tui.pieces import Line, Piece, clip, pad, padded, width_of
from cafe_sim.tui.themes import NO

if TYPE_CHECKING:
    from cafe_sim.game.views import FailingView, FaultView, StepView

NUMBERS = 9
"""Cells before the first column: the operation's number, and its line of the program."""
NARROWEST, WIDEST = 8, 44
"""Cells of a column, at least and at most."""
LEADS_TO_IT = "•"
"""Beside an operation that has to do with what goes wrong further down."""


def fault_lines(faults: tuple[FaultView, ...], width: int, *, brief: bool = False) -> list[Line]:
    """What is wrong, in sentences, or in the first one."""
    lines: list[Line] = []
    for fault in faults:
        first, stop, _ = fault.message.partition(". ")
        said = f"{first}{stop}".rstrip() if brief else fault.message
        lines += told_lines(kind_word(fault.kind), retell(said), "bad", width)
    return lines


def brief(view: FailingView, room: int) -> list[int]:
    """The operations that matter most, in order, so many that with a line for each gap they take no more than `room`;
    all, if they fit.

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


def step_lines(view: FailingView, width: int, only: Sequence[int] = ()) -> list[Line]:
    """Who is who, and then a line for each operation, or for those in `only`."""
    names = list(dict.fromkeys(step.actor for step in view.steps))
    column = _column(view, names, width - NUMBERS)
    line = say("line")
    heads: Line = (
        Piece(f"{' ' * (NUMBERS - 2 - cell_len(line))}{line}  ", "dim"),
        *(Piece(padded(name, column), "bold") for name in names),
    )
    lines = [heads]
    expected = 0
    for number in only or range(len(view.steps)):
        step = view.steps[number]
        if number > expected:
            lines.append(_left_out(number - expected))
        expected = number + 1
        left = NUMBERS + names.index(step.actor) * column
        room = width if step.actor == names[-1] else left + column
        lines.append(_step(step, number, left, room, width))
    if expected < len(view.steps):
        lines.append(_left_out(len(view.steps) - expected))
    return lines


def _column(view: FailingView, names: list[str], width: int) -> int:
    """Cells from one column to the next: the same for all, and so few that what stands in the last ones is not cut."""
    column = min(width // max(len(names), 1), WIDEST)
    for place, name in enumerate(names[1:], 1):
        longest = max(
            width_of((Piece(_sign(step)[0]), Piece(retell(step.text)))) for step in view.steps if step.actor == name
        )
        column = min(column, (width - longest) // place)
    return max(column, NARROWEST)


def _left_out(count: int) -> Line:
    return (Piece(say("  …  {count} more", count=count), "dim"),)


def _step(step: StepView, number: int, left: int, room: int, width: int) -> Line:
    """One operation, `left` cells from the edge; its aside where there is room for the whole of it."""
    sign, look = _sign(step)
    counted = f" {number + 1:>2}{step.line or '':>{NUMBERS - 5}}"
    pieces: Line = (Piece(f"{counted:<{left}}", "dim"), Piece(f"{sign}{retell(step.text)}", look))
    aside = Piece(f"  {retell(step.aside)}", look.partition(" ")[0])
    if step.aside and width_of((*pieces, aside)) <= room:
        pieces += (aside,)
    return tuple(piece._replace(target=f"go({number})") for piece in pad(clip(pieces, width), width))


def _sign(step: StepView) -> tuple[str, str]:
    if step.is_wrong:
        return f"{NO} ", "bad bold"
    return (f"{LEADS_TO_IT} ", "accent") if step.mark else ("", "")
