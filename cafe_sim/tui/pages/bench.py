"""The bench of a fix level: what can be marked on the left, the program that comes of it on the right, two verdicts below.

*This time* and *always* are two lines in two colours. New lines of the program carry a "+", lines that are gone a "-", so that every
move of the player's is seen as what it is: a change of a Python text. The last line always says what to do next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cafe_sim.tui.highlight import coloured
from cafe_sim.tui.pages.shared import always_piece, lane_tail, told_lines
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, clip, pad, rule, width_of, wrap
from cafe_sim.tui.themes import CURSOR, NO, YES
from cafe_sim.tui.widgets.code import without_comment
from cafe_sim.tui.widgets.lanes import Axis, lane_pieces
from cafe_sim.tui.widgets.rail import strip_pieces
from cafe_sim.tui.widgets.rows import fit

if TYPE_CHECKING:
    from cafe_sim.game.views import BenchRow, BenchView, DiffLine, Mark

RINGS = "①②③④⑤⑥⑦⑧"
"""Locks by number, in the order in which they hang."""
STRIP = 6
NAMES = 10
TITLE = 24
"""Cells that a level's title keeps beside the toolbox."""
GUTTER = 2
SIGNS = {"+": "good", "-": "bad", " ": "frame"}


@dataclass(frozen=True, slots=True)
class Aside:
    """What the bench shows besides itself."""

    marked: BenchRow | None = None
    """The marked row, to be told in full."""
    hint: str = ""


def lock_names(view: BenchView) -> tuple[str, ...]:
    """Every lock on the bench, in the order of the rows."""
    return tuple(dict.fromkeys(lock for row in view.rows for lock in row.locks))


def heading_page(view: BenchView, keys: Mapping[str, str], width: int) -> Page:
    """The level and the toolbox; every tool is a button. Where there is not room for its key too, its name has to do."""
    left: Line = (Piece(" FIX ", "mode reverse bold"), Piece(f" {view.title}", "title"))
    with_keys: Line = ()
    without: Line = ()
    for tool in view.toolbox:
        target = f"make('{tool.move}')"
        with_keys += (Piece("  "), Piece(keys.get(tool.move, ""), "key", target), Piece(f" {tool.text}", "dim", target))
        without += (Piece("  "), Piece(tool.text, "dim", target))
    fits = min(width_of(left), TITLE) + width_of(with_keys) + 2 <= width
    return (rule(left, (with_keys if fits else without)[1:], width - 1),)


# ---- what can be marked ------------------------------------------------------------------------


def rows_page(view: BenchView, marked: Mark, width: int) -> Page:
    """Everything that can be marked, under its headings."""
    locks = lock_names(view)
    page: list[Line] = []
    heading = ""
    rings = max((len(row.locks) for row in view.rows), default=0)
    labels = {False: 0, True: 0}  # rows without and with a strip are two tables
    for row in view.rows:
        room = width - 3 - (STRIP + 2 if row.strip else 2) - rings - 1
        labels[row.strip is not None] = max(labels[row.strip is not None], min(len(row.label), room))
    for index, row in enumerate(view.rows):
        if row.heading != heading:
            heading = row.heading
            page += [*((EMPTY,) if page else ()), (Piece(f" {heading.upper()}", "dim"),)]
        page.append(_row(row, row.mark == marked, f"mark({index})", locks, labels[row.strip is not None], width))
    return tuple(page)


def _row(row: BenchRow, marked: bool, target: str, locks: tuple[str, ...], label: int, width: int) -> Line:
    rings = "".join(RINGS[locks.index(lock) % len(RINGS)] for lock in row.locks)
    pieces: Line = (
        Piece(f" {CURSOR if marked else ' '}", "accent"),
        Piece("┃" if row.group else " ", "accent"),
        Piece(fit(row.label, label), "accent bold" if marked else ""),
    )
    strip = strip_pieces((row.strip,), STRIP) if row.strip is not None else ()
    pieces += pad((Piece(" "), *strip), STRIP + 2 if row.strip is not None else 2)
    pieces += (Piece(f"{rings} " if rings else "", "key"),)
    room = width - width_of(pieces)
    words = next((text for text in (row.whole, row.text) if text and len(text) <= room), "")
    line = tuple(piece._replace(target=target) for piece in pad(clip((*pieces, Piece(words, "dim")), width), width))
    return tuple(piece._replace(look=f"marked {piece.look}".strip()) for piece in line) if marked else line


# ---- the program -------------------------------------------------------------------------------


def code_page(view: BenchView, marked: Mark, width: int) -> Page:
    """The program beside the naive one; the marked step's lines stand out."""
    program = coloured("\n".join(line.text for line in view.diff if line.number))
    return tuple(
        _code_line(line, program[line.number - 1] if line.number else _gone(line.text), marked, width)
        for line in view.diff
    )


def _gone(text: str) -> Line:
    code, _, comment = text.partition("  #")
    return (Piece(code, "dim"), Piece(f"  #{comment}" if comment else "", "dim"))


def _code_line(line: DiffLine, pieces: Line, marked: Mark, width: int) -> Line:
    here = is_marked(line, marked)
    gutter = (Piece(line.sign, SIGNS[line.sign]), Piece("▸" if here else " ", "accent"))
    fitting = without_comment(pieces, width - GUTTER) if line.number else pieces[:1]
    whole = pad(clip((*gutter, *fitting), width), width)
    return tuple(piece._replace(look=f"marked {piece.look}".strip()) for piece in whole) if here else whole


def is_marked(line: DiffLine, marked: Mark) -> bool:
    """The line stands for the marked step."""
    return line.number > 0 and bool(marked.step) and (line.item, line.step) == (marked.item, marked.step)


def focus_line(view: BenchView, marked: Mark, *, changed: bool = False) -> int:
    """Which line of the code page to keep in sight.

    After a change, the first changed line of what is marked, else of any step, else any; otherwise
    the marked step's, or the first that uses the marked thing; else the top.
    """
    lines = list(enumerate(view.diff))
    about = [i for i, line in lines if is_marked(line, marked) or _uses(line, marked)]
    if changed:
        new = [i for i, line in lines if line.sign != " "]
        in_steps = [i for i in new if view.diff[i].step or view.diff[i].sign == "-"]
        for some in ([i for i in new if i in about], in_steps, new):
            if some:
                return some[0]
    return about[0] if about else 0


def _uses(line: DiffLine, marked: Mark) -> bool:
    return bool(marked.thing and line.step and marked.thing in line.text)


# ---- the verdicts ------------------------------------------------------------------------------


def verdict_page(view: BenchView, aside: Aside, width: int, height: int) -> Page:
    """What is marked, the two verdicts, everybody's lane, what went wrong, and what to do next."""
    lines: list[Line] = [*_marked(aside, width)]
    sign = {True: f"{YES} ", False: f"{NO} ", None: ""}[view.this_time_ok]
    this_time = Piece(f"{sign}{view.this_time or 'not run yet'}", "dim" if view.this_time_ok is None else "worked")
    lines += _verdict("this time", this_time, width)
    asked = view.always or "nobody knows: the inspector has not looked"
    lines += _verdict("always", always_piece(asked, view.stamp, view.always_ok), width)
    lanes = _lanes(view, width) if view.lanes else []
    hint = told_lines("hint:", aside.hint, "accent", width) if aside.hint else []
    room = height - len(lines) - 1 - len(hint)
    if lanes and room >= len(lanes):
        lines += lanes
        room -= len(lanes)
    lines += _faults(view, width, room) + hint
    return (*lines[: height - 1], next_line(view, width))


def _marked(aside: Aside, width: int) -> list[Line]:
    row = aside.marked
    if row is None:
        return []
    text = row.whole or row.text
    words = (Piece(row.label), Piece(f": {text}" if text else "", "dim"))
    return [clip((Piece(f" {'marked':<{NAMES}}", "bold"), *words), width)]


def _verdict(name: str, said: Piece, width: int) -> Page:
    """Each of the two verdicts keeps its own looks."""
    first, *rest = wrap(said.text, width - NAMES - 2, said.look)
    return ((Piece(f" {name:<{NAMES}}", "bold"), *first), *((Piece(" " * (NAMES + 1)), *more) for more in rest))


def _faults(view: BenchView, width: int, room: int) -> list[Line]:
    """A sentence each, the first ones whole as far as every one of them gets a line."""
    told = [told_lines(f"{fault.kind.replace('-', ' ')}:", fault.message, "bad", width) for fault in view.faults]
    told += [told_lines("", note, "", width) for note in view.notes]
    shown: list[Line] = []
    for place, lines in enumerate(told[: max(room, 0)], 1):
        if len(shown) + len(lines) + len(told) - place <= room:
            shown += lines
        else:
            shown.append(clip((*lines[0], Piece(" …" if len(lines) > 1 else "", "dim")), width))
    return shown[: max(room, 0)]


def _lanes(view: BenchView, width: int) -> list[Line]:
    """Everybody's day on one scale, and how long they were stuck, or that they are so for ever."""
    tails = [lane_tail(lane) for lane in view.lanes]
    end = Piece(f" {view.end:g} s", "dim")
    cells = max(width - NAMES - 4 - end.width - max(map(width_of, tails)), 10)
    axis = Axis(0.0, min(2.0, (cells - 1) / max(view.end, 1.0)), cells)
    lines: list[Line] = []
    for lane, tail in zip(view.lanes, tails, strict=True):
        drawn = (Piece(f" {lane.name[: NAMES - 1]:<{NAMES}}", "bold"), *lane_pieces(lane, axis, view.end))
        lines.append(clip((*drawn, *((end,) if lane is view.lanes[-1] else ()), *tail), width))
    return lines


def next_line(view: BenchView, width: int) -> Line:
    """What to do next, as buttons, as many as fit."""
    if not view.this_time:
        steps = [("o", "open the doors", "open")]
    elif not view.always:
        steps = [("I", "call the inspector: would it always?", "ask"), ("enter", "result", "done")]
    elif view.always_ok is False:
        steps = [("w", "watch it go wrong", "watch"), ("enter", "result", "done")]
    elif view.this_time_ok and view.always_ok:
        steps = [("enter", "see the result", "done")]
    else:
        steps = [("h", "a hint", "hint"), ("enter", "result", "done")]
    pieces: Line = (Piece(f" {'next':<{NAMES}}", "bold"),)
    for key, words, target in steps:
        button = (Piece(key, "key", target), Piece(f" {words}", "accent", target), Piece("   "))
        pieces += button if width_of((*pieces, *button[:2])) <= width else ()
    return pieces
