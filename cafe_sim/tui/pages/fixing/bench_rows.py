"""What can be marked at the bench: things, signals, steps and people, under their headings; and below, where there is
room, the task.

A step's strip says how long it takes and what it keeps busy, rings the locks held during it, arrows its signals. In
words stands as much as there is room for: what makes a step what it is comes first, and a signal is never left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from cafe_sim.catalogue import retell, say
from cafe_sim.tui.pages.lanes import strip_pieces
from cafe_sim.tui.pages.player.briefing import star_lines
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, clip, fit, indent, pad, width_of, wrap
from cafe_sim.tui.themes import CURSOR

if TYPE_CHECKING:
    from cafe_sim.content.level import Level
    from cafe_sim.game.views import BenchRow, BenchView, Mark

RINGS: Final = "①②③④⑤⑥⑦⑧"
"""Locks by number, in the order in which they hang."""
STRIP: Final = 6
"""Cells of a step's strip at most."""
ARROW: Final = "→"
"""In a step's short text: it waits for a signal, or gives one."""
SIGN: Final = 7
"""Cells that are kept free for it, at the cost of a step's name."""
BRACKETS: Final = {(False, True): "┏", (True, True): "┃", (True, False): "┗", (False, False): " "}
"""(as the row above, as the row below) → what stands before steps that are made together: where one group ends and
another begins can be seen.
"""
ENOUGH: Final = 12
"""Cells in which the beginning of what is known of a step says something."""
TASK: Final = 60
"""Cells that the task's lines take at most: longer ones are hard to read."""
ROOMY: Final = 50
"""Cells from which on rings have a column of their own."""
APART: Final = 4
"""Lines between what can be marked and the task, its heading among them."""


def rows_page(view: BenchView, marked: Mark, width: int) -> Page:
    """Everything that can be marked, under its headings."""
    columns = Columns.of(view, width)
    page: list[Line] = []
    heading = ""
    for index, row in enumerate(view.rows):
        if row.heading != heading:
            heading = row.heading
            page += [*((EMPTY,) if page else ()), (Piece(f" {retell(heading).upper()}", "dim"),)]
        neighbours = [_group(view, index + by) == _group(view, index) for by in (-1, 1)] if row.group else []
        bracket = BRACKETS[neighbours[0], neighbours[1]] if neighbours else " "
        page.append(_row(row, bracket, row.mark == marked, f"mark({index})", columns, width))
    return tuple(page)


def label_of(row: BenchRow) -> str:
    """What stands at the row's beginning: a step's number comes before its name."""
    number, blank, name = row.label.partition(" ")
    return f"{number} {retell(name)}" if blank and number.isdecimal() else retell(row.label)


def task_lines(level: Level, width: int, height: int) -> Page:
    """What is wanted here, as the briefing had it, where there is nothing else to show; of little room the stars'
    wishes come first.
    """
    inner = min(width - 2, TASK)
    stars = star_lines(level, inner)
    told = [line for sentence in level.briefing for line in wrap(retell(sentence), inner)]
    both = [*told, EMPTY, *stars]
    shown = both if len(both) + APART <= height else stars
    if len(shown) + APART > height:
        return ()
    above = (EMPTY,) * (APART - 2)
    return (*above, (Piece("─" * width, "frame"),), (Piece(say(" THE TASK"), "dim"),), *indent(shown, 1))


@dataclass(frozen=True, slots=True)
class Columns:
    """Cells of what stands in columns. Rows without a strip and rows with one are two tables."""

    locks: tuple[str, ...]
    rings: int
    strip: int
    label: int
    label_of_step: int

    @classmethod
    def of(cls, view: BenchView, width: int) -> Columns:
        """As wide as the widest, and labels no wider than leaves room for the rest."""
        steps = [row for row in view.rows if row.strip is not None]
        others = [row for row in view.rows if row.strip is None]
        strip = max((width_of(_strip(row)) for row in steps), default=0)
        rings = max((len(row.locks) for row in view.rows), default=0)
        room = width - 3 - 2 - (rings + 1 if rings else 0)
        signs = max((cell_len(retell(row.text)) for row in steps if ARROW in row.text), default=0)
        return cls(
            tuple(dict.fromkeys(lock for row in view.rows for lock in row.locks)),
            max((len(row.locks) for row in steps), default=0) if width >= ROOMY else 0,
            strip,
            min(max((cell_len(label_of(row)) for row in others), default=0), room),
            min(max((cell_len(label_of(row)) for row in steps), default=0), room - strip - min(signs, SIGN)),
        )


def _group(view: BenchView, index: int) -> tuple[str, int]:
    """Which steps are made together; of no row, a group of its own."""
    row = view.rows[index] if 0 <= index < len(view.rows) else None
    return (row.mark.item, row.group) if row is not None else ("", -1)


def _strip(row: BenchRow) -> Line:
    return strip_pieces((row.strip,), STRIP) if row.strip is not None else ()


def _row(row: BenchRow, bracket: str, marked: bool, target: str, columns: Columns, width: int) -> Line:
    rings = "".join(RINGS[columns.locks.index(lock) % len(RINGS)] for lock in row.locks)
    pieces: Line = (
        Piece(f" {CURSOR if marked else ' '}", "accent"),
        Piece(bracket, "accent"),
        Piece(
            fit(label_of(row), columns.label if row.strip is None else columns.label_of_step),
            "accent bold" if marked else "",
        ),
    )
    pieces += pad((Piece(" "), *_strip(row)), columns.strip + 2 if row.strip is not None else 2)
    ringed = (Piece(f"{rings} " if rings else "", "key"),)
    pieces += pad(ringed, columns.rings + 1) if columns.rings and row.strip is not None else ringed
    words = Piece(_words(row, width - width_of(pieces)), "dim")
    line = tuple(piece._replace(target=target) for piece in pad(clip((*pieces, words), width), width))
    return tuple(piece._replace(look=f"marked {piece.look}".strip()) for piece in line) if marked else line


def _words(row: BenchRow, room: int) -> str:
    """As much of what is known of it as there is room for.

    Of little a step's strip says enough; a thing has nothing else, and of a signal nothing else tells.
    """
    whole, text = retell(row.whole), retell(row.text)
    choices = [whole, text]
    if row.strip is not None and ARROW not in text:
        first = retell(row.whole.partition(", ")[0])
        seconds = retell(f"{row.strip.seconds:g} s") if row.strip.seconds else ""
        choices = [whole, _with(first, text), _with(seconds, text), text, seconds]
    cut = text if row.strip is None or ARROW in text or room >= ENOUGH else ""
    return next((words for words in choices if words and cell_len(words) <= room), cut)


def _with(words: str, text: str) -> str:
    """Both, unless one says the other."""
    return say("{a}, {b}", a=words, b=text) if words and text and text not in words else words or text
