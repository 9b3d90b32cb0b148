"""What is said of the plan on the bench: what is marked, both verdicts, what went wrong, what to do next.

*This time* and *always* are two lines in two colours. The last line always says what to do next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import retell, say
from cafe_sim.game.days.prediction import KEYS
from cafe_sim.tui.pages.fixing.bench import Aside
from cafe_sim.tui.pages.fixing.bench_rows import label_of
from cafe_sim.tui.pages.fixing.program import CHANGED, SIGNS
from cafe_sim.tui.pages.lanes import Axis, lane_pieces
from cafe_sim.tui.pages.shared import always_piece, kind_word, lane_tail, told_lines
from cafe_sim.tui.pieces import Line, Page, Piece, clip, fit, indent, padded, width_of, wrap
from cafe_sim.tui.themes import NO, STAR, YES

if TYPE_CHECKING:
    from cafe_sim.game.views import BenchView, Called, DiffLine, Prediction

NAMES: Final = 10
"""Cells for what a line is about."""
HINTS: Final = 3
FIRST: Final = 2
"""Lines of what went wrong that come before the lanes: lanes show when, and those say why."""


def verdict_page(view: BenchView, aside: Aside, width: int, height: int) -> Page:
    """What is marked, both verdicts, the lanes, what went wrong, what to do next; a hint comes before the rest."""
    about = _marked(aside, width) or _changed(view, width)
    this_time, always = _this_time(view, aside, width), _always(view, aside, width)
    lines: list[Line] = [*about, *this_time, *always]
    if len(lines) > height - 1:
        lines = [*_one(this_time, width), *_one(always, width)]
    if aside.hint is not None:
        lines = [line for line in lines if line]
        kind = say("hint {number} of 3, {title}:", number=aside.place, title=retell(aside.hint.title))
        hint = [*told_lines(kind, retell(aside.hint.text), "accent", width), *_keys_of(aside.hint.moves, aside, width)]
        kept = lines[: max(height - 1 - len(hint), 0)]
        return (*kept, *hint[: max(height - 1, 0)], next_line(view, aside, width))
    lanes = _lanes(view, width) if view.lanes else []
    faults = _faults(view, width, height)
    room = height - len(lines) - 1
    if lanes and room >= len(lanes) + min(len(faults), FIRST):
        lines += lanes
        room -= len(lanes)
    lines += _faults(view, width, room)
    return (*lines[: height - 1], next_line(view, aside, width))


def _one(lines: list[Line], width: int) -> list[Line]:
    """The first of several lines, which says that it is."""
    return [clip((*lines[0], Piece(" …", "dim")), width)] if len(lines) > 1 else lines


def _keys_of(moves: tuple[str, ...], aside: Aside, width: int) -> list[Line]:
    """With which keys it is done."""
    keys = [(Piece(aside.key(move, "?"), "key"), Piece(f" {aside.labels.get(move, move)}   ")) for move in moves]
    return (
        [clip((Piece(f" {padded(say('keys'), NAMES)}", "bold"), *(p for key in keys for p in key)), width)]
        if keys
        else []
    )


def _marked(aside: Aside, width: int) -> list[Line]:
    """What is in hand, or what is marked."""
    tool, row = aside.in_hand, aside.marked
    if tool is not None:
        words = (
            Piece(retell(tool.text), "accent bold"),
            Piece(say(": click {what}; enter takes the marked one; esc puts back", what=retell(tool.about))),
        )
        return [clip((Piece(f" {padded(say('in hand'), NAMES)}", "bold"), *words), width)]
    if row is None:
        return []
    text, name = retell(row.whole or row.text), label_of(row)
    said = say(": {text}", text=text) if text else ""
    first, *rest = wrap(f"{name}{said}", width - NAMES - 2, "dim")
    if first[0].text.startswith(name):
        first = (Piece(name), Piece(first[0].text[len(name) :], "dim"))
    return [(Piece(f" {padded(say('marked'), NAMES)}", "bold"), *first), *indent(rest, NAMES + 1)]


def _changed(view: BenchView, width: int) -> list[Line]:
    """What the last change came to, where there is no room for the program beside the steps:
    its lines, as many as fit.
    """
    lines = [line for line in view.diff if line.sign != " " and line.text.strip()]
    if not lines or view.since != "move":
        return []
    signs = {_bare(line): {other.sign for other in lines if _bare(other) == _bare(line)} for line in lines}
    lines = [line for line in lines if len(signs[_bare(line)]) == 1] or lines  # rather than what was only indented
    lines.sort(key=lambda line: not (line.step or line.sign == "-"))  # what is done, before what is declared
    pieces: Line = (Piece(f" {padded(say('code'), NAMES)}", "bold"),)
    for sign, code in dict.fromkeys((line.sign, _bare(line)) for line in lines):
        pieces += (Piece(sign, SIGNS[sign]), Piece(f"{code}  ", CHANGED[sign]))
    return [tuple(piece._replace(target="code") for piece in clip(pieces, width))]


def _bare(line: DiffLine) -> str:
    """What it does, wherever it stands, without its comment."""
    return line.text.partition("  #")[0].strip()


def _this_time(view: BenchView, aside: Aside, width: int) -> list[Line]:
    """What one day did; before it, what may be guessed; and what the doors showed before the last moves, as that."""
    if view.this_time_ok is not None:
        sign = YES if view.this_time_ok else NO
        return _verdict(
            say("this time"), Piece(f"{sign} {retell(view.this_time)}", "worked"), _called(view, "today"), width
        )
    asked = view.asked if view.asked is not None and view.asked.about == "today" else None
    return [*_unknown(say("this time"), say("not run yet"), asked, aside, width), *_stale(view.this_time_stale, width)]


def _always(view: BenchView, aside: Aside, width: int) -> list[Line]:
    """What the inspector says of every order of events; likewise."""
    if view.always:
        return _verdict(
            say("always"), always_piece(view.always, view.stamp, view.always_ok), _called(view, "always"), width
        )
    asked = view.asked if view.asked is not None and view.asked.about == "always" else None
    unasked = say("not asked yet") if asked is not None else say("not asked yet: the inspector has not looked")
    return [*_unknown(say("always"), unasked, asked, aside, width), *_stale(view.always_stale, width)]


def _verdict(name: str, said: Piece, called: Called | None, width: int) -> list[Line]:
    """Each of the two verdicts keeps its own looks. Who called it reads so beside it."""
    lines = list(wrap(said.text, width - NAMES - 2, said.look))
    if called is not None and called.right:
        bonus = Piece(f"{STAR} {say('you called it')}", "star")
        fits = width_of(lines[-1]) + 2 + bonus.width <= width - NAMES - 2
        lines[-1:] = [(*lines[-1], Piece("  "), bonus)] if fits else [lines[-1], (bonus,)]
    first, *rest = lines
    return [(Piece(f" {padded(name, NAMES)}", "bold"), *first), *indent(rest, NAMES + 1)]


def _called(view: BenchView, about: str) -> Called | None:
    return next((called for called in view.called if called.about == about), None)


def _unknown(name: str, why: str, asked: Prediction | None, aside: Aside, width: int) -> list[Line]:
    """Nothing is known yet, and may be guessed with one key; guessing runs it."""
    label = Piece(f" {padded(name, NAMES)}", "bold")
    if asked is None:
        return [clip((label, Piece(why, "dim")), width)]
    buttons: Line = ()
    for answer, word in asked.answers.items():
        target = f"predict('{answer}')"
        key = aside.key(f"predict_{answer}", KEYS[answer])
        buttons += (Piece("  "), Piece(key, "key", target), Piece(f" {retell(word)}", "", target))
    question: Line = (label, Piece(say("{why}. ", why=why), "dim"), Piece(retell(asked.question), "accent"))
    if width_of((*question, *buttons)) <= width:
        return [(*question, *buttons)]
    if width_of(question) > width:
        question = (label, question[-1])
    return [clip(question, width), (Piece(" " * (NAMES - 1)), *buttons)]


def _stale(said: str, width: int) -> list[Line]:
    """A verdict on another plan: it stands there, and nobody can take it for one on this."""
    return (
        [
            clip(
                (Piece(" " * (NAMES + 1)), Piece(say("stale, before your move: {said}", said=retell(said)), "dim")),
                width,
            )
        ]
        if said
        else []
    )


def _faults(view: BenchView, width: int, room: int) -> list[Line]:
    """A sentence each, the first ones whole as far as every one of them gets a line."""
    told = [told_lines(kind_word(fault.kind), retell(fault.message), "bad", width) for fault in view.faults]
    told += [told_lines("", retell(note), "", width) for note in view.notes]
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
    end = Piece(say(" {end:g} s", end=view.end), "dim")
    cells = max(width - NAMES - 5 - end.width - max(map(width_of, tails)), 10)
    axis = Axis(0.0, min(2.0, (cells - 1) / max(view.end, 1.0)), cells)
    lines: list[Line] = []
    for lane, tail in zip(view.lanes, tails, strict=True):
        drawn = (Piece(f" {fit(lane.name, NAMES - 1)} ", "bold"), *lane_pieces(lane, axis, view.end))
        last = (end, Piece("," if tail and not lane.stuck else "", "dim")) if lane is view.lanes[-1] else ()
        lines.append(clip((*drawn, *last, *tail), width))
    return lines


def next_line(view: BenchView, aside: Aside, width: int) -> Line:
    """What to do next, as buttons, as many as fit."""
    enter = aside.key("done", "enter")
    told_all = aside.hint is not None and aside.place == HINTS
    hint = () if told_all else ((aside.key("hint", "h"), say("a hint"), "hint"),)
    if not view.this_time:
        steps = [(aside.key("open", "o"), say("open the doors"), "open")]
    elif not view.always:
        steps = [
            *(() if view.this_time_ok else hint),
            (aside.key("ask", "I"), say("call the inspector: would it always?"), "ask"),
            (enter, say("result"), "done"),
        ]
    elif view.always_ok is False:
        steps = [
            (aside.key("watch", "w"), say("watch it go wrong"), "watch"),
            (aside.key("why", "i"), say("why?"), "why"),
            *hint,
            (enter, say("result"), "done"),
        ]
    elif view.this_time_ok and view.always_ok:
        steps = [(enter, say("see the result"), "done")]
    else:
        steps = [*hint, (enter, say("result"), "done")]
    pieces: Line = (Piece(f" {padded(say('next'), NAMES)}", "bold"),)
    for key, words, target in steps:
        button = (Piece(key, "key", target), Piece(f" {words}", "accent", target), Piece("   "))
        pieces += button if width_of((*pieces, *button[:2])) <= width else ()
    return pieces
