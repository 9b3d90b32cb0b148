"""The program of the plan on the bench: new lines carry a "+", lines that are gone a "-".

So every move of the player's is seen as what it is: a change of a Python text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import say
from cafe_sim.tui.highlight import coloured, without_comment
from cafe_sim.tui.pages.fixing.bench import Aside
from cafe_sim.tui.pieces import Line, Page, Piece, clip, pad, spread

if TYPE_CHECKING:
    from cafe_sim.game.views import BenchView, DiffLine, Mark

GUTTER: Final = 2
NUMBERS: Final = 3
"""Cells for a line's number: what went wrong speaks of lines."""
NUMBERED: Final = 44
"""From this width on lines have numbers."""
SIGNS: Final = {"+": "good bold", "-": "bad bold", " ": "frame"}
CHANGED: Final = {"+": "good", "-": "bad"}
"""A line that came or went has its sign's colour, from end to end."""


def code_head(view: BenchView, plan: str, aside: Aside, width: int) -> Page:
    """Whose program it is, and what the signs at its lines are held against."""
    came, went = (sum(line.sign == sign and bool(line.text.strip()) for line in view.diff) for sign in "+-")
    left: Line = (Piece(say(" PROGRAM"), "dim"), Piece(f"  {plan}" if plan else "", "accent", "plans"))
    of, other = (say("last move"), say("all")) if view.since == "move" else (say("all changes"), say("last"))
    changes: Line = (Piece(f"{of} ", "dim"), Piece(f"+{came}", SIGNS["+"]), Piece(" "), Piece(f"-{went}", SIGNS["-"]))
    if not (came or went):
        changes = (Piece(say("no change"), "dim"),)
    button = (Piece("   "), Piece(aside.key("since", "d"), "key"), Piece(f" {other} "))
    shown = (*changes, *button) if came or went or view.can_undo else changes
    return (spread(left, tuple(piece._replace(target="since") for piece in shown), width),)


def code_page(view: BenchView, marked: Mark, width: int) -> Page:
    """The program beside another plan's; the marked step's lines stand out, and a click on a line marks its step."""
    program = coloured("\n".join(line.text for line in view.diff if line.number))
    places = {(row.mark.item, row.mark.step): index for index, row in enumerate(view.rows) if row.mark.step}
    page = []
    for line in view.diff:
        drawn = _code_line(line, program[line.number - 1] if line.number else _gone(line.text), marked, width)
        place = places.get((line.item, line.step))
        page.append(tuple(p._replace(target=f"mark({place})") for p in drawn) if place is not None else drawn)
    return tuple(page)


def _gone(text: str) -> Line:
    code, _, comment = text.partition("  #")
    return (Piece(code), Piece(f"  #{comment}" if comment else "", "dim"))


def _code_line(line: DiffLine, pieces: Line, marked: Mark, width: int) -> Line:
    here = is_marked(line, marked)
    numbers = NUMBERS if width >= NUMBERED else 0
    number = Piece(f"{line.number or '':>{NUMBERS}}"[:numbers], "dim")
    gutter = (Piece(line.sign, SIGNS[line.sign]), number, Piece("▸" if here else " ", "accent"))
    fitting = without_comment(pieces, width - GUTTER - numbers) if line.number else pieces[:1]
    if line.sign in CHANGED:
        fitting = tuple(p if p.look == "dim" else p._replace(look=CHANGED[line.sign]) for p in fitting)
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
