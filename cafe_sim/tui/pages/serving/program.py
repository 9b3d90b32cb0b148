"""The program that runs, with everybody who stands on a line named beside it.

A program is coloured once (`highlight`); the live part is only the gutter and the mark. A line too long for the pane
goes on below, further in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from rich.cells import cell_len, set_cell_size

from cafe_sim.game.views import ShiftView
from cafe_sim.tui.highlight import coloured, without_comment
from cafe_sim.tui.pieces import Line, Page, Piece, clip, fit, indent, pad, under, width_of

GUTTER = 7
HERE = "▸"
"""Before the line that somebody stands on."""
MARGIN = 3
"""Lines kept visible around the line that is followed."""
HANG = 6
"""Cells by which what a line goes on with stands further in than it: no block begins there."""
BREAKS = " ", "(["
"""A line is broken after one of the first, or of the second where that would leave its row half empty."""


def who_stands_where(view: ShiftView) -> dict[int, tuple[str, ...]]:
    """By line of the program: names of the workers on it, or the numbers of the orders whose task waits there."""
    found: dict[int, list[str]] = {}
    for worker in view.workers:
        if worker.line:
            found.setdefault(worker.line, []).append(worker.name)
    taken = set(found)
    for order in view.orders:
        if order.line and order.state == "given" and order.line not in taken:
            found.setdefault(order.line, []).append(f"#{order.number}")
    return {number: tuple(names) for number, names in found.items()}


def code_page(program: str, standing: Mapping[int, tuple[str, ...]], top: int, width: int, height: int) -> Page:
    """The program from line `top` on (the first is 1), as much of it as fits into `height` lines."""
    shown = enumerate(folded(program, width - GUTTER)[top - 1 : top - 1 + height], top)
    return tuple(row for number, lines in shown for row in _code_rows(lines, standing.get(number, ()), width))[:height]


def _code_rows(lines: Page, names: tuple[str, ...], width: int) -> Page:
    who = " ".join(names)
    if len(names) > 1 and cell_len(who) > GUTTER - 2:
        who = f"{names[0]}+{len(names) - 1}"
    name = fit(who, min(cell_len(who), GUTTER - 2))
    before = " " * (GUTTER - 2 - cell_len(name))
    gutter = Piece(f"{before}{name}{HERE if names else ' '} ", "key" if names else "")
    first, *rest = lines
    rows = (clip((gutter, *first), width), *indent(rest, GUTTER))
    return tuple(under(pad(row, width), "marked", "") if names else row for row in rows)


@lru_cache(8)
def folded(program: str, width: int) -> tuple[Page, ...]:
    """Every line of the program as the rows that it takes."""
    return tuple(fold(without_comment(pieces, width), width) for pieces in coloured(program))


def fold(pieces: Line, width: int) -> Page:
    """A program's line in rows of at most `width` cells, broken between words or after a bracket, if it has any."""
    text = "".join(piece.text for piece in pieces)
    inner = len(text) - len(text.lstrip()) + HANG
    rows: list[Line] = []
    while width_of(pieces) > width:
        text = "".join(piece.text for piece in pieces)
        at = len(set_cell_size(text, max(width, 0)).rstrip(" "))
        broken = _place(text, inner, at)
        if broken <= inner:  # not a letter would go on
            return (*rows, clip(pieces, width))
        head, tail = _split(pieces, broken)
        rows.append(head)
        pieces = (Piece(" " * inner), *tail)
    return (*rows, pieces)


def _place(text: str, inner: int, at: int) -> int:
    """Where a row of at most `at` letters ends."""
    blanks, brackets = ([n for n in range(at, inner, -1) if text[n - 1] in signs] for signs in BREAKS)
    return next((n for n in (*blanks[:1], *brackets) if n > at // 2), at)


def _split(pieces: Line, at: int) -> tuple[Line, Line]:
    """What stands before letter `at`, and the rest."""
    head: list[Piece] = []
    tail: list[Piece] = []
    for piece in pieces:
        cut = max(min(at, len(piece.text)), 0)
        head += [piece._replace(text=piece.text[:cut])] if cut else []
        tail += [piece._replace(text=piece.text[cut:])] if cut < len(piece.text) else []
        at -= len(piece.text)
    return tuple(head), tuple(tail)


def top_for(top: int, focus: int, height: int, rows: Sequence[int]) -> int:
    """The first line to show so that line `focus` (0: none) is seen, moving only if it must; `rows`: of each."""
    if focus and not (top + MARGIN <= focus and sum(rows[top - 1 : focus]) <= height - MARGIN):
        top = max(focus - height // 3, 1)
        while top < focus and sum(rows[top - 1 : focus]) > height - MARGIN:
            top += 1
    last = len(rows)
    while last > 1 and sum(rows[last - 2 :]) <= height:
        last -= 1
    return max(1, min(top, last))
