"""A run looked at again as a page: a bar to scrub on, everybody's lane with what they do and why not, what is shared, the story, the code.

All of it is drawn for one place, so everything moves together. One run fills the page with its story beside its code; two runs stand one
above the other, with both programs below. With each line comes what a click on it means (`Window`): the layout and its inverse are one.

Drawing looks at as much of a run as there is room for on the screen, however long the run is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import retell, say
from cafe_sim.game.colours import STATE_GLYPHS, STATE_MEANINGS, state_word
from cafe_sim.game.pictures.chart import fitted, moment
from cafe_sim.game.replay import SPEEDS, Playhead, Replay
from cafe_sim.tui.highlight import coloured
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, clip, pad, rule, spread, width_of, wrap
from cafe_sim.tui.themes import CURSOR, NO, YES
from cafe_sim.tui.widgets.code import without_comment

if TYPE_CHECKING:
    from cafe_sim.game.pictures.chart import Bar
    from cafe_sim.game.pictures.deeds import Deed

LEADS_TO_IT: Final = "•"
"""At what has to do with what goes wrong further on."""
HEAD: Final = "█"
STATE_CELLS: Final = 8
DENSE: Final = 4
"""Changes that a cell of a lane may stand for, before less than all of a run is shown."""
LOWER: Final = 6
"""Lines for story and code that are kept free at least."""
TALL: Final = 22
"""Lines from which on there is room for all of a sentence."""
WITH_CODE: Final = 4
"""So many rows, and no more, have their line of the program below them."""
STORY_FROM: Final = 72
"""Cells from which on there is room for the story beside the code."""
COLUMNS_FROM: Final = 46
"""Cells from which on everybody in the story has a column."""
ARROW: Final = "▸"


@dataclass(frozen=True, slots=True)
class Shown:
    """A run on the screen, and where it is."""

    replay: Replay
    head: Playhead
    title: str
    closed: str = ""
    """Why its program is not shown; "" if it is."""
    leads: bool = True
    """Its playhead is the one that is moved, its rows the ones that are looked at."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around it."""

    banner: str
    title: str
    playing: bool = False
    difference: str = ""
    """Where it is not the run that was asked for, in a sentence; "" if it is."""


@dataclass(frozen=True, slots=True)
class Window:
    """Cells of a line that stand for places on the axis."""

    left: int
    cells: int
    start: float
    per_cell: float

    def cell(self, at: float) -> int:
        """The cell of a place; outside below 0 or too many."""
        place = (at - self.start) / self.per_cell
        return int(place + 1e-9) if place >= 0 else -1

    def place(self, x: int) -> float:
        """The place of a cell of the screen; of one beside the window, its edge."""
        return self.start + max(0, min(x - self.left, self.cells - 1)) * self.per_cell

    def has(self, x: int) -> bool:
        return self.left <= x < self.left + self.cells


@dataclass(frozen=True, slots=True)
class Picture:
    """A page, and what its lines mean to the mouse."""

    page: Page
    windows: tuple[Window | None, ...]


@dataclass(frozen=True, slots=True)
class Sizes:
    """Cells of the parts of a lane's line."""

    names: int
    lane: int

    @property
    def left(self) -> int:
        return 2 + self.names + STATE_CELLS

    @classmethod
    def of(cls, width: int) -> Sizes:
        if width < STORY_FROM:
            return cls(10, max(width - 48, 6))
        return cls(11, 22) if width < 100 else cls(16, min(width * 2 // 5, 60))


Row = tuple[Line, Window | None]


def picture(runs: Sequence[Shown], frame: Frame, width: int, height: int) -> Picture:
    """All of it; the first run has the playhead."""
    first = runs[0]
    rows: list[Row] = [(_heading(first, frame, width), None)]
    if frame.difference:
        said = say("{sign} not the run that was found: {difference}", sign=NO, difference=retell(frame.difference))
        rows += [(line, None) for line in wrap(said, width - 2, "bad bold")[:2]]
    if len(runs) == 1:
        rows += [(line, None) for line in _verdict(first, width, 2 if height >= TALL else 1)]
    rows.append(_scrub_bar(first, width))
    if not first.replay.deeds:
        rows.append(((Piece(say("  Nothing was done in this run that could be looked at.")),), None))
        return _filled(rows, width, height)
    sizes = Sizes.of(width)
    room = height - len(rows) - LOWER - 1
    for number, run in enumerate(runs):
        if len(runs) > 1:
            rows.append((_name_of(run, width), None))
        rows += _lanes(run, sizes, width, max((room - 2 * len(runs) + 1) // len(runs), 2), alone=len(runs) == 1)
        rows += [(line, None) for line in _values(run, width, 3 if len(runs) == 1 and height >= TALL else 1)]
        room += number  # the second run has what the first left, as far as it is even
    rows += [(line, None) for line in _below(runs, width, height - len(rows))]
    return _filled(rows, width, height)


def _filled(rows: list[Row], width: int, height: int) -> Picture:
    rows = rows[:height] + [(EMPTY, None)] * (height - len(rows))
    return Picture(tuple(clip(line, width) for line, _ in rows), tuple(window for _, window in rows))


# ---- the head --------------------------------------------------------------------------------


def _heading(run: Shown, frame: Frame, width: int) -> Line:
    replay, head = run.replay, run.head
    deed = replay.deed(head)
    steps = replay.charts.by_steps.end
    where = (
        [say("step {step} of {steps:,}", step=deed.step + 1, steps=steps)] if deed is not None and head.by_steps else []
    )
    if not head.by_steps:
        where.append(say("{at} of {end}", at=clock(head.time), end=clock(replay.charts.by_time.end)))
    speed = f"{SPEEDS[head.speed]:g}"
    right = (
        Piece(" · ".join(where), "bold"),
        Piece(f" · ×{speed}{' ' + say('plays') if frame.playing else ''}", "dim", "play"),
    )
    return rule(
        (Piece(f" {say(frame.banner)} ", "mode reverse bold"), Piece(f" {retell(frame.title)}", "title")), right, width
    )


def clock(at: int) -> str:
    """A moment to the tenth of a second where that says it all: digits that jump cannot be read."""
    tenth = 100_000_000
    return moment(at if at < 10 * tenth and at % tenth else at // tenth * tenth, "ns")


def _verdict(run: Shown, width: int, lines: int) -> list[Line]:
    chart = run.replay.charts.by_steps
    sign, look = (YES, "worked") if chart.worked else (NO, "bad")
    kind, colon, words = chart.verdict.partition(": ")
    said = retell(f"{kind.replace('-', ' ')}{colon}{words}")
    wrapped = wrap(f"{sign} {said}", width - 2, look)
    if len(wrapped) > lines:
        wrapped = (
            *wrapped[: lines - 1],
            clip((Piece(" ".join(p.text for w in wrapped[lines - 1 :] for p in w), look),), width - 2),
        )
    return [(Piece(" "), *line) for line in wrapped]


def _scrub_bar(run: Shown, width: int) -> Row:
    """The whole run in one line: what is past, where one stands, what is marked."""
    replay, head = run.replay, run.head
    end = replay.chart(head).end
    cells = max(width - 2, 2)
    window = Window(1, cells, 0.0, max(end, 1) / (cells - 1))
    here = min(window.cell(replay.at(head)), cells - 1)
    signs = [("━", "accent") if cell < here else ("─", "dim") for cell in range(cells)]
    for index in replay.marked:
        deed = replay.deeds[index]
        cell = min(window.cell(deed.step if head.by_steps else deed.time), cells - 1)
        if signs[cell][0] != NO:
            signs[cell] = (NO, "bad bold") if deed.is_wrong else (LEADS_TO_IT, "accent bold")
    glyph, look = signs[here]
    signs[here] = (HEAD if glyph in "━─" else glyph, f"{look} reverse" if glyph not in "━─" else "accent bold")
    return (Piece(" "), *_grouped(signs)), window


def _grouped(signs: Sequence[tuple[str, str]]) -> Line:
    return tuple(
        Piece("".join(sign for sign, _ in group), look) for look, group in groupby(signs, lambda sign: sign[1])
    )


def _name_of(run: Shown, width: int) -> Line:
    """The heading of one of two runs."""
    chart = run.replay.chart(run.head)
    sign, look = (YES, "worked") if chart.worked else (NO, "bad")
    kind = chart.verdict.partition(": ")[0].replace("-", " ")
    over = say("   over") if run.replay.at(run.head) >= chart.end else ""
    return clip(
        (Piece(f" {retell(run.title)}", "bold"), Piece(f"   {sign} {retell(kind)}", look), Piece(over, "dim")), width
    )


# ---- lanes -----------------------------------------------------------------------------------


def window_of(run: Shown, sizes: Sizes) -> Window:
    """The part of the run that its lanes show: all of it, or where it would be too dense the part around the playhead."""
    replay, head = run.replay, run.head
    chart = replay.chart(head)
    whole = max(chart.end, 1) / sizes.lane
    changes = len(replay.deeds)
    if head.by_steps:
        per_cell = min(whole, 1.0) if chart.end > sizes.lane else 1.0
    else:
        per_cell = whole if changes <= DENSE * sizes.lane else whole * DENSE * sizes.lane / changes
    start = min(max(replay.at(head) - per_cell * sizes.lane * 2 / 3, 0.0), max(chart.end - per_cell * sizes.lane, 0.0))
    # whole cells, or everything would shimmer
    return Window(sizes.left, sizes.lane, int(start / per_cell) * per_cell, per_cell)


def _lanes(run: Shown, sizes: Sizes, width: int, room: int, *, alone: bool) -> list[Row]:
    """Everybody, or as many as there is room for; with their lines of the program, if there is room for these as well."""
    replay, head = run.replay, run.head
    chart = replay.chart(head)
    focus = replay.row_in(chart, replay.row_here(head))
    rows = rows_shown(run, focus, room)
    window = window_of(run, sizes)
    with_code = alone and 2 * len(rows) <= min(room, 2 * WITH_CODE) and len(rows) == len(chart.rows)
    lines: list[Row] = []
    for row in rows:
        bar = replay.bar(head, row)
        lines.append((_lane(run, row, bar, sizes, window, width, focus=row == focus, brief=not with_code), window))
        if with_code:
            lines.append((_standing_on(run, bar, sizes, width), None))
    return lines


def rows_shown(run: Shown, focus: int, room: int) -> Sequence[int]:
    """All rows if there is room; else the one that is looked at, and who is about now: threads, then tasks, those nearest to it."""
    chart = run.replay.chart(run.head)
    every: Sequence[int] = range(len(chart.rows))
    if len(every) <= room:
        return every
    away = {row for row in every if run.replay.bar(run.head, row) is None}
    here = [row for row in every if row == focus or not chart.rows[row].depth or row not in away]
    here.sort(key=lambda row: (row != focus, row in away, chart.rows[row].depth, abs(row - focus)))
    return sorted(here[:room])


def _lane(
    run: Shown, row: int, bar: Bar | None, sizes: Sizes, window: Window, width: int, *, focus: bool, brief: bool
) -> Line:
    replay, head = run.replay, run.head
    chart = replay.chart(head)
    each = chart.rows[row]
    own = replay.row_back(chart, row)
    chosen = head.row >= 0 and own == head.row
    name = fitted(" " * each.depth + retell(each.name), sizes.names - 1)
    look = "key" if focus else "dim" if head.follows else "" if each.depth else "bold"
    target = f"choose({own})" if own >= 0 and run.leads else ""
    gutter = pad((Piece(f"{CURSOR if chosen else ' '} {name}", look, target),), 2 + sizes.names)
    state = bar.state if bar else ""
    word = Piece(f"{STATE_GLYPHS[bar.state]} {state_word(bar.state)}", bar.state) if bar else Piece("")
    line = (*gutter, *pad((word,), STATE_CELLS), *_cells(run, row, window))
    why, why_look = _why(run, row, own, bar, brief=brief)
    return clip((*line, Piece(" "), Piece(why, why_look or ("stuck" if state == "stuck" else ""))), width)


def _cells(run: Shown, row: int, window: Window) -> Line:
    """A row's states in cells; the playhead's column stands out, what is wrong is marked."""
    replay, head = run.replay, run.head
    chart = replay.chart(head)
    states = chart.states(row, window.start, window.per_cell, window.cells)
    signs = [(STATE_GLYPHS[state], state) if state else (" ", "") for state in states]
    for each in chart.moments_at(row, int(window.start), int(window.start + window.per_cell * window.cells) + 1):
        cell = min(window.cell(each.at), window.cells - 1)
        if cell >= 0 and each.bad and each.at <= replay.at(head):
            signs[cell] = (NO, "bad")
    here = min(window.cell(replay.at(head)), window.cells - 1)
    later = here + 1
    signs[later:] = [(glyph, "dim" if look else "") for glyph, look in signs[later:]]
    if here >= 0:
        glyph, look = signs[here]
        signs[here] = (glyph, f"{look} reverse".strip())
    return _grouped(signs)


def _why(run: Shown, row: int, own: int, bar: Bar | None, *, brief: bool) -> tuple[str, str]:
    """What it does, or why it cannot; what it holds that is old, where its line is not shown below."""
    replay, head = run.replay, run.head
    chart = replay.chart(head)
    held = replay.holding(head, own)
    if held is not None and (brief or held[1]):
        holds = retell(held[0].text)
        return (say("{text}, old by now", text=holds), "bad") if held[1] else (holds, "accent")
    if chart.rows[row].standing and replay.at(head) >= chart.end - head.by_steps:
        return say("for ever: {why}", why=_reason(chart.rows[row].standing)), "bad"
    if bar is None:
        bars = chart.rows[row].bars
        return (say("has finished"), "dim") if bars and bars[-1].end <= replay.at(head) else ("", "")
    deed = replay.deed(head)
    if deed is not None and deed.row == own and (head.by_steps or not bar.text):
        return retell(deed.text), ""
    meaning = {"run": "", "wait": "", "ready": say("could go on")}.get(bar.state, say(STATE_MEANINGS[bar.state]))
    return _reason(bar.text) or meaning, ""


def _reason(text: str) -> str:
    """Who has what somebody wants stands behind an arrow: there is little room."""
    wants, held, holder = text.partition(", held by ")
    return f"{retell(wants)} ← {retell(holder)}" if held else retell(text)


def _standing_on(run: Shown, bar: Bar | None, sizes: Sizes, width: int) -> Line:
    """The line of the program on which a row stands."""
    if bar is None or not bar.line:
        return EMPTY
    code = run.replay.chart(run.head).code(bar)
    return clip((Piece(f"{'':{sizes.left - 6}}{bar.line:>4}  ", "dim"), Piece(code, "dim")), width)


# ---- what is shared --------------------------------------------------------------------------


def _values(run: Shown, width: int, lines: int) -> list[Line]:
    """Shared values as they are now, the wrong ones marked."""
    replay, head = run.replay, run.head
    found: list[Line] = []
    rows = replay.charts.by_steps.rows
    for cell, value in replay.values(head):
        if value is None:
            found.append((Piece(f" {cell.name}", "bold"), Piece(say("  not looked at yet"), "dim")))
            continue
        by = f"  v{value.version}" + (say(", by {name}", name=retell(rows[value.row].name)) if value.row >= 0 else "")
        look, sign = ("bad bold", say("  {sign} wrong", sign=NO)) if value.wrong else ("bold", "")
        found.append((Piece(f" {cell.name}  "), Piece(value.text, look), Piece(by, "dim"), Piece(sign, "bad")))
    if len(found) <= lines:
        return found
    # those that have just changed, and wrong ones, before the others
    deed = replay.deed(head)
    now = [value is not None and deed is not None and value.step == deed.step for _, value in replay.values(head)]
    wrong = [value is not None and value.wrong for _, value in replay.values(head)]
    order = sorted(range(len(found)), key=lambda index: (not now[index], not wrong[index], index))
    kept = sorted(order[: lines - 1]) if lines > 1 else []
    rest = [
        piece
        for index in order
        if index not in kept
        for piece in (*found[index][:2], Piece(f"  {NO}" if wrong[index] else "", "bad"))
    ]
    return [*(found[index] for index in kept), clip(tuple(rest), width)]


# ---- story and code --------------------------------------------------------------------------


def _below(runs: Sequence[Shown], width: int, height: int) -> list[Line]:
    if height < 2:
        return []
    if len(runs) > 1:
        half = (width - 1) // 2
        columns = [_beside(run, half, height) for run in runs]
        return _side_by_side(columns, half)
    run = runs[0]
    deed = run.replay.deed(run.head)
    assert deed is not None
    head = [_focus_rule(run, width)]
    head += [*_sentence(run, deed, width)][: max(min(height - 3, 2), 1)]
    rest = height - len(head)
    if width < STORY_FROM:
        return [*head, *_code(run, width, rest)]
    left = max(min(width * 55 // 100, 76), 36)
    return [*head, *_side_by_side([_code(run, left, rest), _story(run, width - left - 1, rest)], left)]


def _side_by_side(columns: Sequence[Sequence[Line]], left: int) -> list[Line]:
    count = max(map(len, columns))
    one, two = ([*column, *[EMPTY] * (count - len(column))] for column in columns)
    return [(*pad(clip(a, left), left), Piece("│", "frame"), *b) for a, b in zip(one, two, strict=True)]


def _focus_rule(run: Shown, width: int) -> Line:
    replay, head = run.replay, run.head
    name = retell(replay.charts.by_steps.rows[replay.row_here(head)].name)
    what = (
        say("follows {name}", name=name)
        if head.follows
        else say("looks at {name}", name=name)
        if head.row >= 0
        else name
    )
    line = _stands(run)[1]
    shown = replay.shown(head)
    number = bisect_right(shown, head.deed)
    right = say("{number} of {count:,}", number=number, count=len(shown)) + (
        say(" · every operation") if head.everything else ""
    )
    return rule(
        (
            Piece(
                say("{what} in line {line}", what=what, line=line) if line else what, "key" if head.row >= 0 else "dim"
            ),
        ),
        (Piece(right, "dim"),),
        width,
    )


def _sentence(run: Shown, deed: Deed, width: int) -> Page:
    """What has just been done, and what that means."""
    name = retell(run.replay.charts.by_steps.rows[deed.row].name)
    sign, look = _sign(deed)
    said = f"{name} {retell(deed.text)}"
    said = say("{a}: {b}", a=said, b=retell(deed.aside)) if deed.aside else said
    return tuple((Piece(" "), *line) for line in wrap(f"{sign}{said}", width - 2, look or "bold"))


def _sign(deed: Deed) -> tuple[str, str]:
    if deed.is_wrong:
        return f"{NO} ", "bad bold"
    return (f"{LEADS_TO_IT} ", "accent") if deed.mark else ("", "")


def _focus(run: Shown) -> tuple[str, int]:
    """(file, line) of the program that is in view: where the row that is looked at stands, or stood last, or anybody did."""
    stands = _stands(run)
    return stands if stands[1] else run.replay.stood(run.head, run.replay.row_here(run.head))


def _stands(run: Shown) -> tuple[str, int]:
    """(file, line) on which the row that is looked at stands; ("", 0) for none."""
    replay, head = run.replay, run.head
    deed, row = replay.deed(head), replay.row_here(head)
    if deed is not None and deed.row == row and deed.line:
        return deed.file, deed.line
    bar = replay.bar(head, replay.row_in(replay.chart(head), row))
    return (bar.file, bar.line) if bar is not None and bar.line else ("", 0)


def _code(run: Shown, width: int, height: int) -> list[Line]:
    """The program around the line that is looked at, with everybody who stands on a line named beside it."""
    if run.closed:
        return [(Piece(" "), *line) for line in wrap(retell(run.closed), width - 2, "dim")]
    replay, head = run.replay, run.head
    file, focus = _focus(run)
    program = replay.program(file)
    if not program:
        return [(Piece(say(" No line of the program belongs to this."), "dim"),)]
    names: dict[int, list[str]] = {}
    chart = replay.chart(head)
    for row in rows_shown(run, replay.row_in(chart, replay.row_here(head)), 12):
        bar = replay.bar(head, row)
        if bar is not None and bar.file == file and bar.line:
            names.setdefault(bar.line, []).append(retell(chart.rows[row].name))
    lines = coloured(program)
    first = max(1, min(focus - height // 2, len(lines) - height + 1))
    return [
        _code_line(lines[number - 1], number, number == focus, names.get(number, ()), width)
        for number in range(first, min(first + height, len(lines) + 1))
    ]


def _code_line(line: Line, number: int, here: bool, names: Iterable[str], width: int) -> Line:
    who = ", ".join(names)
    right: Line = (Piece(f" ◂ {fitted(who, max(width // 3, 4))}", "key"),) if who else EMPTY
    gutter = Piece(f"{number:>4} {ARROW if here else ' '} ", "accent" if here else "dim")
    room = width - gutter.width - width_of(right)
    shown = spread((gutter, *clip(without_comment(line, room), room)), right, width)
    return tuple(piece._replace(look=f"marked {piece.look}".strip()) for piece in shown) if here else shown


def _story(run: Shown, width: int, height: int) -> list[Line]:
    """The deeds around the one that was done last, the marked one among them; in columns where there is room for them."""
    replay, head = run.replay, run.head
    shown = replay.shown(head)
    place = max(bisect_right(shown, head.deed) - 1, 0)
    first = max(0, min(place - height // 2, len(shown) - height))
    part = shown[first : first + height]
    rows = sorted({replay.deeds[index].row for index in shown[:: max(len(shown) // 50, 1)]})
    in_columns = width >= COLUMNS_FROM and 1 < len(rows) <= 4
    column = max((width - 32) // (len(rows) - 1), 6) if in_columns else 0
    lines = []
    for index in part:
        deed = replay.deeds[index]
        left = min(column, 18) * rows.index(deed.row) if in_columns and deed.row in rows else 0
        lines.append(_told(run, index, left, width, marked=index == shown[place]))
    return lines


def _told(run: Shown, index: int, left: int, width: int, *, marked: bool) -> Line:
    replay = run.replay
    deed = replay.deeds[index]
    sign, look = _sign(deed)
    name = fitted(retell(replay.charts.by_steps.rows[deed.row].name), 13)
    cursor = ARROW if marked else " "
    pieces: Line = (
        Piece(f"{cursor}{' ' * left}{sign or '  '}", look),
        Piece(f"{name} ", f"bold {look}".strip() if not look.startswith("bad") else look),
        Piece(retell(deed.text), look),
    )
    line = tuple(piece._replace(target=f"go({index})") for piece in pad(clip(pieces, width), width))
    return tuple(piece._replace(look=f"marked {piece.look}".strip()) for piece in line) if marked else line


def _beside(run: Shown, width: int, height: int) -> list[Line]:
    """One of two runs: what was done last, and its program."""
    deed = run.replay.deed(run.head)
    if deed is None:
        return []
    head: list[Line] = [rule((Piece(fitted(retell(run.title), max(width - 4, 1)), "dim"),), EMPTY, width)]
    head += [*_sentence(run, deed, width)][: 2 if height > 7 else 1]
    return [clip(line, width) for line in [*head, *_code(run, width, max(height - len(head), 0))]]
