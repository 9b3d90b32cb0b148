"""The lab's own words: the line above the text, and beside it what came of a run and what the inspector says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from cafe_sim.catalogue import retell, say, to_say
from cafe_sim.game.words import plain_number
from cafe_sim.tui.pages.inspecting.inspection import inspection_page
from cafe_sim.tui.pages.shared import kind_word, told_lines
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, clip, indent, rule, spread, wrap
from cafe_sim.tui.themes import NO, YES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cafe_sim.game.coding.lab import LabView
    from cafe_sim.game.coding.rehearsal import Ran
    from cafe_sim.game.coding.transcript import Moment, Transcript

SIGNS: Final = {"worked": (YES, "worked"), "wrong": (NO, "bad"), "stopped": ("?", "accent")}
"""Of one run. That it worked this time has a colour of its own: it promises nothing."""
BANNERS: Final = {"typing": to_say(" TYPING "), "lab": to_say(" LAB "), "code": to_say(" CODE ")}
"""What is done here → the first word of all."""
LEADS_TO_IT: Final = "•"
STOP: Final = "x"
"""Stops what is under way, here: s saves."""
WHO: Final = 16
"""Cells for a name, at most."""


def head_page(view: LabView, mode: str, saying: str, width: int, *, unsaved_matters: bool = True) -> Page:
    """One line: what is edited, whether it is saved, and what keys do now."""
    banner = Piece(say(BANNERS[mode]), "mode reverse bold")
    unsaved = Piece(say("  ● unsaved") if view.unsaved and unsaved_matters else "", "accent")
    right: Line = (Piece(f"{saying} ", "dim"),) if saying else EMPTY
    return (spread((banner, Piece(f" {retell(view.title)}", "title"), unsaved), right, width),)


def report_page(view: LabView, onward: str, width: int, height: int, *, typing: bool = False) -> Page:
    """What is known of the text. What does not fit into `height` is scrolled. While `typing`, other keys do things."""
    inner = width - 2
    lines = complaint_lines(view, inner)
    if view.newest == "visit" and view.visit is not None:
        old = older(inner) if view.visit_is_old and not view.doing else []
        return (*indent([*lines, *old], 1), *inspection_page(view.visit, onward, width, height - len(lines), stop=STOP))
    if view.doing == "run":
        lines += running(inner)
    elif view.ran is not None:
        more = say("That was one order of events. i asks the inspector about all the others.")
        after = wrap(more, inner, "dim") if view.ran.sign == "worked" else ()
        lines += [*(older(inner) if view.ran_is_old else []), *ran_lines(view.ran, after, inner)]
    elif view.complaint is None:
        lines += _welcome(inner, typing=typing)
    return indent(lines, 1)


def complaint_lines(view: LabView, width: int) -> list[Line]:
    """Why the text is no program, if it is none."""
    if view.complaint is None:
        return []
    where = say("line {line}: ", line=view.complaint.line) if view.complaint.line else ""
    told = wrap(f"{NO} {where}{retell(view.complaint.words)}", width, "bad")
    return [*_targeted(told, f"go_to({view.complaint.line})"), EMPTY]


def running(width: int) -> list[Line]:
    """It is under way."""
    return [*wrap(say("It runs …"), width, "accent"), EMPTY, button(STOP, say("stop it"), "stop")]


def _welcome(width: int, *, typing: bool) -> list[Line]:
    said = say(
        "Nothing has run yet. Time is virtual: an hour's sleep costs nothing, and the same text does the same every time."
    )
    return [
        *wrap(said, width, "dim"),
        EMPTY,
        button("ctrl+r" if typing else "r", say("run it once"), "run"),
        button("ctrl+t" if typing else "i", say("have the inspector run it in every order"), "inspect"),
        *([] if typing else [button("e", say("edit it"), "type")]),
    ]


def button(key: str, words: str, target: str) -> Line:
    """A key and what it does; to be clicked, too."""
    return (Piece(f"{key} ", "key", target), Piece(words, "", target))


def older(width: int) -> list[Line]:
    """What follows is of another text."""
    return [*wrap(say("This is about an earlier text."), width, "dim"), EMPTY]


def ran_lines(ran: Ran, after: Sequence[Line], width: int) -> list[Line]:
    """One run, told: what came of it, then `after`, then what happened."""
    sign, look = SIGNS[ran.sign]
    lines = list(wrap(f"{sign} {retell(ran.words)}", width, look))
    if ran.stands:
        lines += _targeted(
            wrap(say("It stood in line {stands}.", stands=ran.stands), width, look), f"go_to({ran.stands})"
        )
    for fault in sorted(ran.faults, key=lambda fault: fault.kind == "data-race"):  # which does nothing by itself
        target = f"go_to({min(fault.lines)})" if fault.lines else ""
        lines += _targeted(told_lines(kind_word(fault.kind), retell(fault.message), "bad", width), target)
    for note in ran.notes:
        lines += told_lines(say("note:"), retell(note), "accent", width)
    lines += [EMPTY, *after] if after else []
    lines += _told(say("the day"), ran.day, width, retell)
    lines += _told(say("printed"), ran.printed, width)
    return lines + _told(say("what others could see"), ran.steps, width, retell)


def _told(title: str, told: Transcript, width: int, tell: Callable[[str], str] = str) -> list[Line]:
    """Moments under a heading. What the program printed is its own, and no sentence of ours."""
    if not told.first:
        return []
    moments = (*told.first, *told.last)
    who = min(max(cell_len(moment.who) for moment in moments), WHO) if len({m.who for m in moments}) > 1 else 0
    lines = [EMPTY, rule((Piece(title, "dim"),), EMPTY, width)]
    lines += [_moment(moment, who, width, tell) for moment in told.first]
    lines += [(Piece(say("      … {left_out:,} more …", left_out=told.left_out), "dim"),)] if told.left_out else []
    return lines + [_moment(moment, who, width, tell) for moment in told.last]


def _moment(moment: Moment, who: int, width: int, tell: Callable[[str], str]) -> Line:
    look = "bad bold" if moment.is_wrong else "accent" if moment.mark else ""
    sign = NO if moment.is_wrong else LEADS_TO_IT if moment.mark else " "
    target = f"go_to({moment.line})" if moment.line else ""
    name = clip((Piece(moment.who, "dim"),), who)
    gap = " " * (who - sum(piece.width for piece in name) + 1) if who else ""
    line: Line = (
        Piece(f"{plain_number(moment.seconds, 3):>7} ", "dim"),
        Piece(f"{sign} ", look.partition(" ")[0]),
        *name,
        Piece(gap),
        Piece(tell(moment.text), look),
    )
    if moment.line:
        line = (*line, Piece(say("  line {line}", line=moment.line), "dim"))
    return tuple(piece._replace(target=target) for piece in clip(line, width))


def _targeted(page: Page | list[Line], target: str) -> list[Line]:
    return [tuple(piece._replace(target=target) for piece in line) for line in page]
