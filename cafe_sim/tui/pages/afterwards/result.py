"""The result of a run: what happened this time, what is known of all other times, how fast, and what it teaches.

*Worked this time* and *always works* are two lines in two colours and never one verdict. Figures stand beside what they
are held against. A lane's glyph for a cell is the state that filled most of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cafe_sim.catalogue import retell, say
from cafe_sim.game.colours import STATE_GLYPHS, state_word
from cafe_sim.tui.pages.afterwards.figures import MEASURES, figure_page, wrong_too_line
from cafe_sim.tui.pages.afterwards.what_if import Asked, what_if_lines
from cafe_sim.tui.pages.lanes import Axis, lane_pieces
from cafe_sim.tui.pages.shared import always_piece, lane_tail
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, beside, centre, fit, indent, padded, rule, width_of, wrap
from cafe_sim.tui.themes import NO, NO_STAR, STAR, YES

if TYPE_CHECKING:
    from cafe_sim.content.level import Question
    from cafe_sim.game.afterwards.comparing import Comparison
    from cafe_sim.game.views import Lane, ResultView

NAMES = 10
"""Cells before a lane."""
LANE_CELLS = 24
"""Cells that a lane keeps before words are put behind it."""
GAPS_FIRST = (4, 3, 0, 6, 5, 1, 2)
"""Which parts of the page get an empty line above them first, where there is not height for all."""
LARGE = 150
"""Cells from which on what it means stands beside what came of it."""
WIDEST = 184
COLUMN_GAP = 6
ABOVE = 7
"""So many parts should be seen without scrolling."""


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What the result shows besides the run itself."""

    hook: str = ""
    hints: tuple[str, ...] = ()
    """Those asked for up to now."""
    hints_left: int = 0
    question: Question | None = None
    guess: int | None = None
    next_title: str = ""
    comparison: Comparison | None = None
    """With the plans that ship with the level, as far as they have been run."""
    asked: Asked | None = None
    """What if?"""
    can_ask: bool = False
    """The inspector can be called."""


def star_pieces(view: ResultView) -> Line:
    """★ sound  (★) par  ☆ light: what this run won, underlined if for the first time, and in brackets what another one
    did.
    """
    pieces: Line = ()
    for name in ("sound", "par", "light"):
        won = bool(getattr(view, name)) and view.sound
        look = ("accent bold underline" if name in view.new_stars else "accent") if won else "dim"
        pieces += (
            *((Piece("  "),) if pieces else ()),
            Piece(STAR if won else f"({STAR})" if name in view.kept else NO_STAR, "star" if won else "dim"),
            Piece(" "),
            Piece(say(name), look),
        )
    return pieces


def verdict_lines(view: ResultView, width: int) -> list[Line]:
    """What happened this time, and what is known of always."""
    served = say("{served} of {count} served", served=view.served, count=view.orders) if view.orders else ""
    this = retell(view.this_time) or (say("worked") if view.worked else say("did not work"))
    first: Line = (
        Piece(padded(say("this time"), MEASURES), "dim"),
        Piece(f"{YES if view.worked else NO} {this}", "worked"),
        Piece(f"   {served}" if served else ""),
    )
    always = always_piece(view.always or say("not asked yet"), view.stamp, view.always_ok)
    known = wrap(always.text, width - MEASURES, always.look)
    label = Piece(padded(say("always"), MEASURES), "dim")
    return [first, (label, *known[0]), *indent(known[1:], MEASURES)]


def ruler(axis: Axis) -> Line:
    """Seconds above the lanes, a figure as often as there is room."""
    step = next((step for step in (1, 2, 5, 10, 20, 50, 100, 200) if axis.scale * step >= 6), 500)
    cells = [" "] * axis.cells
    second = 0
    while axis.cell(second) + len(str(second)) <= axis.cells:
        for offset, char in enumerate(str(second)):
            cells[axis.cell(second) + offset] = char
        second += step
    return (Piece(" " * NAMES), Piece("".join(cells).rstrip() + " s", "dim"))


def cells_per_second(seconds: float, cells: int) -> float:
    """As many as fit, whole numbers from two on, so that equal times look equal, and no more than are easy to see."""
    most = cells / seconds
    return most if most < 2 else min(float(int(most)), 6.0)


def lane_lines(view: ResultView, width: int) -> list[Line]:
    """Everybody's lane, and the ghost's in grey."""
    lanes = [lane for lane in view.lanes if lane.segments]
    end = max([view.end, *(lane.segments[-1].end for lane in lanes)], default=0.0)
    if not lanes or end <= 0:
        return []
    room = width - NAMES - 2 - LANE_CELLS
    tails = {lane.name: lane_tail(lane, why=width_of(lane_tail(lane, why=True)) <= room) for lane in lanes}
    cells = max(width - NAMES - 2 - max(map(width_of, tails.values())), 6)
    ghost_end = view.ghost.segments[-1].end if view.ghost and view.ghost.segments else 0.0
    longest = max(end, ghost_end)
    axis = Axis(0.0, cells_per_second(longest, cells - 1), cells)
    lines = [ruler(axis)]
    lines += [(*named_lane(lane, axis, end), *tails[lane.name]) for lane in lanes]
    if view.ghost is not None and ghost_end:
        ghost = tuple(
            Piece(piece.text, "dim") for _, *rest in [named_lane(view.ghost, axis, ghost_end)] for piece in rest
        )
        lines.append((Piece(f"{fit(view.ghost.name, NAMES - 1)} ", "dim"), *ghost))
        told = wrap(retell(view.ghost_text), width, "dim")
        lines += indent(told, NAMES if len(told) == 1 and width_of(told[0]) <= width - NAMES else 0)
    return lines


def named_lane(lane: Lane, axis: Axis, end: float) -> Line:
    """A lane behind its name."""
    return (Piece(f"{fit(lane.name, NAMES - 1)} ", "bold"), *lane_pieces(lane, axis, end))


def legend(view: ResultView, width: int) -> list[Line]:
    """The signs that these lanes use, in words, as many as fit on one line."""
    used = {segment.state for lane in view.lanes for segment in lane.segments}
    used |= {"stuck"} if any(lane.stuck for lane in view.lanes) else set()
    pieces: Line = ()
    for state, glyph in STATE_GLYPHS.items():
        more = (Piece(f"{glyph} {state_word(state)}   ", state),) if state in used and state != "idle" else ()
        if width_of(pieces + more) <= width - NAMES:
            pieces += more
    return [(Piece(" " * NAMES), *pieces)] if pieces else []


def fault_lines(view: ResultView, width: int, *, brief: bool = False) -> list[Line]:
    """What went wrong: the first of each kind in full, or `brief`, two sentences; of the others, one."""
    lines: list[Line] = []
    told: set[str] = set()
    for fault in view.faults:
        where = say(" (line {line})", line=fault.lines[0]) if fault.lines and "line " not in fault.message else ""
        most = 1 if fault.kind in told else 2 if brief else 9
        message = ". ".join(fault.message.removesuffix(".").split(". ")[:most]) + "."
        told.add(fault.kind)
        sentence = wrap(f"{retell(message)}{where}", width - MEASURES)
        lines.append((Piece(padded(retell(fault.kind.replace("-", " ")), MEASURES), "bad"), *sentence[0]))
        lines += indent(sentence[1:], MEASURES)
    return lines


def note_lines(view: ResultView, width: int) -> list[Line]:
    """What else is worth knowing."""
    lines = [text for note in view.notes for text in wrap(retell(note), width - MEASURES, "dim")]
    label = say("note") if len(view.notes) == 1 else say("notes")
    return [(Piece(padded(label, MEASURES), "dim"), *lines[0]), *indent(lines[1:], MEASURES)] if lines else []


def lesson_lines(view: ResultView, after: Aftermath, width: int) -> list[Line]:
    """The hints that were asked for, and the lesson where it was earned."""
    lines: list[Line] = []
    for place, hint in enumerate(after.hints, 1):
        sentence = wrap(retell(hint), width - MEASURES)
        lines += [
            (Piece(padded(say("hint {number}", number=place), MEASURES), "accent"), *sentence[0]),
            *indent(sentence[1:], MEASURES),
        ]
    if not view.sound:
        return lines
    lines += [text for sentence in view.lesson for text in wrap(retell(sentence), width, "bold")]
    words = " · ".join(retell(word) for word in (view.term, view.python) if word)
    lines += wrap(words, width, "accent")
    if after.hook:
        lines += wrap(retell(after.hook), width, "dim")
    return lines


def guess_lines(after: Aftermath, width: int) -> list[Line]:
    """How the guess of the briefing turned out."""
    question = after.question
    if question is None or after.guess is None:
        return []
    right = after.guess == question.right
    because, asked, guess = retell(question.because), retell(question.text), retell(question.answers[after.guess])
    if right:
        said = say(
            "{asked} You said “{guess}”, and saw it coming. {because}", asked=asked, guess=guess, because=because
        )
    else:
        came = retell(question.answers[question.right])
        said = say(
            "{asked} You said “{guess}”; it is “{came}”. {because}",
            asked=asked,
            guess=guess,
            came=came,
            because=because,
        )
    return list(wrap(said, width, "good" if right else "dim"))


def called_lines(view: ResultView, width: int) -> list[Line]:
    """How the predictions made before a run turned out: a small bonus, or nothing but what came."""
    lines: list[Line] = []
    for called in view.called:
        star: Line = (Piece(f"{STAR} ", "star"),) if called.right else EMPTY
        first, *rest = wrap(retell(called.words), width - 2, "good" if called.right else "dim")
        lines += [(*star, *first), *indent(rest, 2 if called.right else 0)]
    return lines


def way_on(view: ResultView, after: Aftermath) -> Line:
    """What enter does now, and who could help."""
    if view.sound:
        return (*_onward_words(view, after), *_hint_words(after, say(" towards ★ par")))
    again: Line = (Piece("enter", "key", "next"), Piece(say("  try again"), "", "next"))
    if after.can_ask:
        ask: Line = (Piece("I", "key", "ask"), Piece(say("  call the inspector"), "accent", "ask"))
        again = (*again, Piece("   "), *ask) if view.always_ok is False else ask
    return (*again, *_hint_words(after, say(" a hint")))


def _onward_words(view: ResultView, after: Aftermath) -> Line:
    if not view.next_level:
        return (Piece("enter", "key", "next"), Piece(say("  back to the map"), "dim", "next"))
    words = f"{view.next_level}  {retell(after.next_title)}".rstrip()
    return (Piece("enter", "key", "next"), Piece(say("  next: "), "dim", "next"), Piece(words, "accent", "next"))


def _hint_words(after: Aftermath, first: str) -> Line:
    if not after.hints_left:
        return ()
    hint = say(" another hint") if after.hints else first
    return (Piece("   h", "key", "hint"), Piece(hint, "dim", "hint"))


def parts_of(view: ResultView, after: Aftermath, width: int, height: int) -> list[list[Line]]:
    """What the page consists of. Where there is not height for all, notes go below the way on, and then lanes."""
    bare = figure_page(view.figures, None, width, judged=view.sound)
    compared = _compared(view, after, width)
    lanes = [*lane_lines(view, width), *legend(view, width)]
    lesson = _meaning(view, after, width)
    asked = what_if_lines(after.asked, width)
    onward = _onward(view, after, width)
    verdict, notes = verdict_lines(view, width), note_lines(view, width)
    told, brief = fault_lines(view, width), fault_lines(view, width, brief=True)
    below: list[Line] = [EMPTY, *notes] if notes else []
    choices: list[list[list[Line]]] = [
        [verdict, compared, [*told, *notes], lanes, lesson, asked, onward, []],
        [verdict, compared, brief, lanes, lesson, asked, onward, below],
    ]
    if not view.sound:  # what went wrong comes before how fast it was
        choices.append([verdict, bare, brief, lanes, lesson, asked, onward, below])
    last = compared if view.sound else bare
    choices.append([verdict, last, brief, [], lesson, asked, onward, [EMPTY, *lanes, *notes]])
    return next((parts for parts in choices if sum(map(len, parts[:ABOVE])) < height), choices[-1])


def large_page(view: ResultView, after: Aftermath, width: int, height: int) -> list[Line]:
    """What came of it beside what it means, and below both the lanes as long as the window; [] where that is too high.

    Nothing is left out and nothing goes below the way on: there is room.
    """
    left = (width - COLUMN_GAP) // 2
    right = width - COLUMN_GAP - left
    verdict, compared, told, lesson, asked, onward = (
        verdict_lines(view, left),
        _compared(view, after, left),
        [*fault_lines(view, left), *note_lines(view, left)],
        _meaning(view, after, right),
        what_if_lines(after.asked, right),
        _onward(view, after, right),
    )
    columns = beside(_apart(verdict, compared, told), _apart(lesson, asked, onward), left + COLUMN_GAP)
    lanes = [*lane_lines(view, width), *legend(view, width)]
    page = [*_title(view, width), EMPTY, *columns, *([EMPTY, EMPTY, *lanes] if lanes else [])]
    return page if len(page) <= height else []


def _apart(*parts: list[Line]) -> list[Line]:
    """Parts with an empty line between them."""
    return [line for part in parts if part for line in (EMPTY, *part)][1:]


def _title(view: ResultView, width: int) -> list[Line]:
    return [rule((Piece(f"{view.level}  {retell(view.title)}", "title"),), star_pieces(view), width)]


def _compared(view: ResultView, after: Aftermath, width: int) -> list[Line]:
    """Figures beside those of the plans that ship with the level, where they can be held against them."""
    if view.worked or view.sound:
        return figure_page(view.figures, after.comparison, width, judged=view.sound)
    bare = figure_page(view.figures, None, width, judged=view.sound)
    return [*bare, *wrong_too_line(after.comparison, width)]


def _meaning(view: ResultView, after: Aftermath, width: int) -> list[Line]:
    return [*lesson_lines(view, after, width), *guess_lines(after, width), *called_lines(view, width)]


def _onward(view: ResultView, after: Aftermath, width: int) -> list[Line]:
    return [*(text for sentence in view.news for text in wrap(sentence, width, "good")), way_on(view, after)]


def result_page(view: ResultView, after: Aftermath, width: int, height: int) -> Page:
    """All of it, with air between the parts as far as the height allows; in a wide window in two columns."""
    wide = min(width - 8, WIDEST)
    large = large_page(view, after, wide, height) if width >= LARGE else []
    if large:
        return centre(large, width, height)
    inner = min(width - 4, 96)
    left = (width - inner) // 2
    parts = parts_of(view, after, inner, height)
    gaps = height - 1 - sum(map(len, parts))
    page: list[Line] = _title(view, inner)
    roomy = {place for place in GAPS_FIRST[: max(gaps, 0)] if parts[place]}
    for place, part in enumerate(parts):
        page += [EMPTY, *part] if place in roomy else part
    above = min((height - len(page)) // 3, 4) if height > 30 else 0
    return (EMPTY,) * max(above, 0) + indent(page, left)
