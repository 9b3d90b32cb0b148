"""The inspector's visit: what he is trying, then his verdict, and where it is "broken", the order of events that shows
it.

The verdict's words promise no more than was done; a bar says how much of his time is gone, never how much of the work
is done, which nobody knows beforehand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from cafe_sim.catalogue import retell, say, say_number
from cafe_sim.tui.pages.afterwards.replay_story import program_lines
from cafe_sim.tui.pages.inspecting.failing import brief, fault_lines, step_lines
from cafe_sim.tui.pages.shared import STAMPS, stamp_word
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, clip, indent, pad, padded, rule, width_of, wrap

if TYPE_CHECKING:
    from cafe_sim.game.views import FailingView, FaultView, VisitView

WIDEST = 116
"""Cells of a line at most."""
ROOMY = 26
"""From this height on there is room above, too: the same while he is there and when he is done."""
LABELS = 10
BAR = 40
"""Cells of the bar at most."""
STEPS = 10
"""Steps for which something else is rather left out."""
STEPS_AT_LEAST = 6
"""Lines of steps that are shown even where the rest must be scrolled to."""
WIDE = 150
"""From this width on there is room for the program beside what is wrong with it …"""
PROGRAM = 78
"""… which has so many cells."""


def inspection_page(
    view: VisitView,
    onward: str,
    width: int,
    height: int,
    *,
    alone: bool = False,
    by_hand: bool = False,
    stop: str = "s",
) -> Page:
    """All of it; `onward` is what enter does now, "" for nothing; `by_hand`: the player may choose who moves; `stop`:
    the key that sends him away. What does not fit into `height` is scrolled.

    `alone` on a screen that has room to spare, it stands in its middle, or has the program beside it.
    """
    if alone and width >= WIDE and view.failing is not None:
        return _with_program(view, view.failing, onward, width, height, by_hand=by_hand)
    inner = min(width - 2, WIDEST) if alone else width - 2
    head: Line = (Piece(say(" INSPECTOR "), "mode reverse bold"), Piece(f" {retell(view.title)}", "title"))
    over = bool(view.stamp or view.more)
    done = _runs(view, inner - width_of(head) - 4) if view.stamp else ""
    page = [rule(head, (Piece(done, "dim"),) if done else EMPTY, inner), EMPTY]
    shown = _verdict(view, inner, height - len(page)) if over else _under_way(view, inner, stop)
    page += [*shown, *(_ways_on(onward, by_hand=by_hand) if over else [])]
    spare = min(max(height - ROOMY, 0) * 2 // 5, max(height - len(page), 0)) if alone else 0
    return (EMPTY,) * spare + indent(page, (width - inner) // 2)


def _ways_on(onward: str, *, by_hand: bool) -> list[Line]:
    """What can be done now, on one line."""
    pieces: Line = ()
    if onward:
        pieces = (Piece("enter", "key", "onward"), Piece(f" {onward}", "accent", "onward"))
    if by_hand:
        gap = (Piece("    "),) if pieces else ()
        pieces = (*pieces, *gap, Piece("b", "key", "by_hand"), Piece(say(" choose who moves"), "", "by_hand"))
    return [(*_label(say("next")), *pieces)] if pieces else []


def _with_program(
    view: VisitView, failing: FailingView, onward: str, width: int, height: int, *, by_hand: bool
) -> Page:
    """The finding, and beside it the program, where it goes wrong in the middle, with those who have to do with it."""
    left = width - PROGRAM - 5
    page = inspection_page(view, onward, left + 2, height, by_hand=by_hand)
    names: dict[int, list[str]] = {}
    for step in failing.steps:
        if step.mark and step.actor not in names.setdefault(step.line, []):
            names[step.line].append(step.actor)
    wrong = [step.line for step in failing.steps if step.is_wrong] or [1, *names]
    program = program_lines(failing.program, wrong[-1], names, PROGRAM, max(height - 2, len(page) - 2))
    head = rule((Piece(say(" the program"), "dim"),), EMPTY, PROGRAM)
    beside = [head, EMPTY, *program]
    page = (*page, *[EMPTY] * (len(beside) - len(page)))
    return tuple((*pad(clip(a, left + 2), left + 2), Piece(" "), *b) for a, b in zip(page, beside, strict=True))


def _runs(view: VisitView, room: int) -> str:
    """How much was tried: runs, and since several may take one order, how many orders those came to."""
    seconds = say("{seconds:.1f} s", seconds=view.seconds)
    runs = say_number("{n:,} run", "{n:,} runs", view.schedules)
    orders = say_number("{n:,} distinct order", "{n:,} distinct orders", view.orders)
    brief = f"{runs} · {seconds}"
    return whole if view.orders and cell_len(whole := f"{runs} · {orders} · {seconds}") <= room else brief


def _under_way(view: VisitView, width: int, stop: str) -> list[Line]:
    pace = view.schedules / view.seconds if view.seconds else 0.0
    rate = say(" · {rate:,.0f} a second", rate=pace) if pace >= 1 else ""
    seen = f"{say_number('{n:,} run', '{n:,} runs', view.schedules)} · {say_number('{n:,} distinct order', '{n:,} distinct orders', view.orders)}{rate}"
    found = (
        say_number("{n:,} fault so far; he looks on", "{n:,} faults so far; he looks on", view.found)
        if view.found
        else say("nothing wrong so far")
    )
    return [
        *wrap(say("He runs the same program again and again, each time in another order of events."), width, "dim"),
        EMPTY,
        *_labelled(say("trying"), retell(view.rung) or say("he is coming in"), width),
        *_labelled(say("seen"), seen, width),
        (*_label(say("his time")), *bar(view.seconds / view.budget, min(BAR, width - LABELS - 16)), *_time(view)),
        *_labelled(say("found"), found, width, "bad" if view.found else ""),
        EMPTY,
        (
            *_label(say("next")),
            Piece(stop, "key", "stop"),
            Piece(say(" stop him, and hear what he knows by now"), "accent", "stop"),
        ),
    ]


def bar(share: float, cells: int) -> Line:
    """`▓▓▓▓░░░░`."""
    full = round(max(0.0, min(share, 1.0)) * cells)
    return (Piece("▓" * full, "accent"), Piece("░" * (cells - full), "frame"))


def _time(view: VisitView) -> Line:
    return (Piece(say("  {seconds:.1f} of {budget:g} s", seconds=view.seconds, budget=view.budget), "dim"),)


def _verdict(view: VisitView, width: int, height: int) -> list[Line]:
    lines: list[Line] = []
    if view.stamp:
        sign, look = STAMPS[view.stamp]
        stamp = Piece(f" {sign} {stamp_word(view.stamp).upper()} ", f"{look} reverse bold")
        first, *rest = wrap(retell(view.words), max(width - stamp.width - 2, 10), look)
        lines += [(stamp, Piece("  "), *first), *indent(rest, stamp.width + 2), EMPTY]
    lines += [*wrap(retell(view.more), width), EMPTY] if view.more else []
    if view.failing is not None:
        lines += _failing(view.failing, width, height - len(lines) - 1)
    elif view.stamp == "certified":
        lines += [*wrap(_nothing_else(view), width), EMPTY]
    return lines


def _nothing_else(view: VisitView) -> str:
    """What a certificate means. One order alone may come of one loop, which goes by how long things take."""
    if view.orders == 1:
        return (
            say("Where everything takes as long as it says, this round has no other order of events.")
            if view.of_a_round
            else say("Where everything takes as long as it says, there is no other order of events.")
        )
    return (
        say("There is no other order of events in this round. It does not hang on luck.")
        if view.of_a_round
        else say("There is no other order of events. It does not hang on luck.")
    )


def _failing(failing: FailingView, width: int, height: int) -> list[Line]:
    """What is wrong, the order of events, and what would help.

    Where there is little room, the steps say how it came about.
    """
    faults, remedy = told_faults(failing), failing.remedy
    below = _beneath(failing, remedy, width)
    above = fault_lines(faults, width)
    if len(above) + len(below) + min(len(failing.steps), STEPS) + 3 > height:
        remedy = remedy or last_sentence(faults[-1].message)
        above, below = fault_lines(faults[:1], width, brief=True), _beneath(failing, remedy, width)
    room = max(height - len(above) - len(below) - 3, STEPS_AT_LEAST)
    return [*above, EMPTY, *step_lines(failing, width, only=brief(failing, room)), EMPTY, *below]


def last_sentence(message: str) -> str:
    """Faults end with what would have helped, where they know it; "" of a single sentence."""
    _, stop, last = message.removesuffix(".").rpartition(". ")
    return f"{last}." if stop else ""


def _beneath(failing: FailingView, remedy: str, width: int) -> list[Line]:
    lines: list[Line] = []
    if failing.preemptions:
        words = say_number(
            "{n:,} preemption will do: somebody is left who could have gone on",
            "{n:,} preemptions will do: somebody is left who could have gone on",
            failing.preemptions,
        )
        lines += _labelled(say("takes"), words, width)
    lines += _labelled(say("in turn"), retell(failing.alternation), width) if failing.alternation else []
    lines += _labelled(say("remedy"), retell(remedy), width) if remedy else []
    if failing.code:
        code = Piece(failing.code, "bold", "copy")
        lines.append(
            (*_label(say("code")), code, Piece("   y", "key", "copy"), Piece(say(" copies it"), "dim", "copy"))
        )
    return lines


def told_faults(failing: FailingView) -> tuple[FaultView, ...]:
    """What came of it and how it came about: a data race behind a lost update says nothing more."""
    worse = tuple(fault for fault in failing.faults if fault.kind != "data-race")
    return (worse or failing.faults)[:2]


def _labelled(label: str, text: str, width: int, look: str = "") -> list[Line]:
    first, *rest = wrap(text, max(width - LABELS - 1, 10), look)
    return [(*_label(label), *first), *indent(rest, LABELS)]


def _label(text: str) -> Line:
    return (Piece(padded(text, LABELS), "dim"),)
