"""The bench of a fix level: what can be marked on the left, the program that comes of it on the right, two verdicts below.

*This time* and *always* are two lines in two colours. New lines of the program carry a "+", lines that are gone a "-", so that every
move of the player's is seen as what it is: a change of a Python text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, clip, pad, rule, wrap
from cafe_sim.tui.themes import CURSOR, NO, YES
from cafe_sim.tui.widgets.code import coloured
from cafe_sim.tui.widgets.lanes import Axis, lane_pieces
from cafe_sim.tui.widgets.rail import strip_pieces
from cafe_sim.tui.widgets.rows import fit

if TYPE_CHECKING:
    from cafe_sim.game.views import BenchRow, BenchView, DiffLine, Mark

RINGS = "①②③④⑤⑥⑦⑧"
"""Locks by number, in the order in which they hang."""
LABEL = 20
"""Cells of a label where there is room; fewer in a narrow pane."""
STRIP = 6
NAMES = 10
SIGNS = {"+": "good", "-": "bad", " ": "frame"}


def lock_names(view: BenchView) -> tuple[str, ...]:
    """Every lock on the bench, in the order of the rows."""
    return tuple(dict.fromkeys(lock for row in view.rows for lock in row.locks))


def heading_page(view: BenchView, width: int) -> Page:
    return (rule((Piece(view.title, "title"),), (Piece(view.toolbox, "dim"),), width - 1),)


def rows_page(view: BenchView, marked: Mark, width: int) -> Page:
    """Everything that can be marked, under its headings."""
    locks = lock_names(view)
    page: list[Line] = []
    heading = ""
    for index, row in enumerate(view.rows):
        if row.heading != heading:
            heading = row.heading
            page += [*((EMPTY,) if page else ()), (Piece(f" {heading.upper()}", "dim"),)]
        page.append(_row(row, row.mark == marked, f"mark({index})", locks, width))
    return tuple(page)


def _row(row: BenchRow, marked: bool, target: str, locks: tuple[str, ...], width: int) -> Line:
    group = "┃" if row.group else " "
    look = "accent bold" if marked else ""
    rings = "".join(RINGS[locks.index(lock) % len(RINGS)] for lock in row.locks)
    pieces: Line = (
        Piece(f" {CURSOR if marked else ' '}", "accent"),
        Piece(group, "accent"),
        Piece(fit(row.label, min(LABEL, width - 24)), look),
    )
    if row.strip is not None:
        strip = strip_pieces((row.strip,), STRIP)
        pieces += pad((Piece(" "), *strip), STRIP + 2)
    pieces += (Piece(f"{rings} " if rings else "", "key"), Piece(row.text, "dim"))
    line = tuple(piece._replace(target=target) for piece in pad(clip(pieces, width), width))
    return tuple(piece._replace(look=f"marked {piece.look}".strip()) for piece in line) if marked else line


def code_page(view: BenchView, marked: Mark, width: int) -> Page:
    """The program beside the naive one; the marked step's lines stand out."""
    program = coloured("\n".join(line.text for line in view.diff if line.number))
    return tuple(
        _code_line(line, program[line.number - 1] if line.number else (Piece(line.text, "dim"),), marked, width)
        for line in view.diff
    )


def _code_line(line: DiffLine, pieces: Line, marked: Mark, width: int) -> Line:
    here = is_marked(line, marked)
    gutter = (Piece(f" {line.sign} ", SIGNS[line.sign]), Piece("▸" if here else " ", "accent"))
    whole = pad(clip((*gutter, *pieces), width), width)
    return tuple(piece._replace(look=f"marked {piece.look}".strip()) for piece in whole) if here else whole


def is_marked(line: DiffLine, marked: Mark) -> bool:
    """The line stands for the marked step."""
    return line.number > 0 and bool(marked.step) and (line.item, line.step) == (marked.item, marked.step)


def focus_line(view: BenchView, marked: Mark) -> int:
    """Which line of the code page to keep in sight: the marked step's, the first that uses the marked thing, else the top."""
    for index, line in enumerate(view.diff):
        if is_marked(line, marked) or (marked.thing and line.step and marked.thing in line.text):
            return index
    return 0


def verdict_page(view: BenchView, busy: str, width: int, height: int) -> Page:
    """The two verdicts, what went wrong, and everybody's lane."""
    lines: list[Line] = []
    lines += _verdict(
        "this time", view.this_time or "not run yet: o opens the doors", view.this_time_ok, "worked", width
    )
    asked = busy or view.always or "the inspector has not been: I asks for every order of events"
    lines += _verdict("always", asked, None if busy else view.always_ok, "good", width)
    lanes = _lanes(view, width) if view.lanes else []
    room = height - len(lines)
    if lanes and room >= len(lanes):
        lines += lanes
        room -= len(lanes)
    lines += _faults(view, width, room)
    return tuple(lines[:height])


def _faults(view: BenchView, width: int, room: int) -> list[Line]:
    """A sentence each: whole where there is height for all of them, else one line each."""
    told = []
    for fault in view.faults:
        where = f", line {fault.lines[0]}" if fault.lines else ""
        first, *rest = wrap(f"{fault.kind.replace('-', ' ')}{where}: {fault.message}", width - 2)
        said = "".join(piece.text for piece in first)
        kind = said.partition(":")[0] + ":"
        told.append([(Piece(f" {kind}", "bad"), Piece(said[len(kind) :])), *((Piece(" "), *more) for more in rest)])
    whole = [line for lines in told for line in lines]
    if len(whole) <= room:
        return whole
    return [clip((*lines[0], Piece(" …" if len(lines) > 1 else "", "dim")), width) for lines in told[: max(room, 0)]]


def _verdict(name: str, text: str, good: bool | None, look: str, width: int) -> Page:
    sign = {True: f"{YES} ", False: f"{NO} ", None: ""}[good]
    said = wrap(sign + text, width - NAMES - 2, {True: look, False: "bad", None: "dim"}[good])
    first, *rest = said
    return ((Piece(f" {name:<{NAMES}}", "bold"), *first), *((Piece(" " * (NAMES + 1)), *more) for more in rest))


def _lanes(view: BenchView, width: int) -> list[Line]:
    cells = max(width - NAMES - 10, 10)
    axis = Axis(0.0, min(2.0, (cells - 1) / max(view.end, 1.0)), cells)
    lines = [
        (Piece(f" {lane.name[: NAMES - 1]:<{NAMES}}", "bold"), *lane_pieces(lane, axis, view.end))
        for lane in view.lanes
    ]
    if lines:
        lines[-1] = (*lines[-1], Piece(f" {view.end:g} s", "dim"))
    return [clip(line, width) for line in lines]
