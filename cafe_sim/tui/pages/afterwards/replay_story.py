"""Below the lanes of a replay: what has just been done, the program with everybody who stands on its lines, and the
story; of two runs, both programs.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import retell, say
from cafe_sim.game.pictures.chart import fitted
from cafe_sim.tui.highlight import coloured, without_comment
from cafe_sim.tui.pages.afterwards.replay_lanes import STORY_FROM, Shown, rows_shown
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, clip, pad, rule, spread, width_of, wrap
from cafe_sim.tui.themes import NO

if TYPE_CHECKING:
    from cafe_sim.game.pictures.deeds import Deed

LEADS_TO_IT: Final = "•"
"""At what has to do with what goes wrong further on."""
COLUMNS_FROM: Final = 46
"""Cells from which on everybody in the story has a column."""
ARROW: Final = "▸"


def below(runs: Sequence[Shown], width: int, height: int) -> list[Line]:
    """All that stands below the lanes, in so many lines at the most."""
    if height < 2:
        return []
    if len(runs) > 1:
        half = (width - 1) // 2
        columns = [_beside(run, half, height) for run in runs]
        return _side_by_side(columns, half)
    run = runs[0]
    deed = run.replay.deed(run.head)
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
    right = say("every operation is a step") if head.everything else ""
    said = say("{what} in line {line}", what=what, line=line) if line else what
    return rule((Piece(f" {said}", "key" if head.row >= 0 else "dim"),), (Piece(right, "dim"),), width - 1)


def _sentence(run: Shown, deed: Deed, width: int) -> Page:
    """What has just been done, and what that means."""
    name = retell(run.replay.charts.by_steps.rows[deed.row].name)
    sign, look = _sign(deed)
    said, aside = f"{name} {retell(deed.text)}", retell(deed.aside)
    if aside:
        # one colon in a sentence is enough, and values have one
        said = say("{a}; {b}", a=said, b=aside) if ": " in deed.text + deed.aside else say("{a}: {b}", a=said, b=aside)
    return tuple((Piece(" "), *line) for line in wrap(f"{sign}{said}", width - 2, look or "bold"))


def _sign(deed: Deed) -> tuple[str, str]:
    if deed.is_wrong:
        return f"{NO} ", "bad bold"
    return (f"{LEADS_TO_IT} ", "accent") if deed.mark else ("", "")


def _focus(run: Shown) -> tuple[str, int]:
    """(file, line) of the program in view: where the row looked at stands, or stood last, or anybody did."""
    stands = _stands(run)
    return stands if stands[1] else run.replay.stood(run.head, run.replay.row_here(run.head))


def _stands(run: Shown) -> tuple[str, int]:
    """(file, line) on which the row that is looked at stands; ("", 0) for none."""
    replay, head = run.replay, run.head
    deed, row = replay.deed(head), replay.row_here(head)
    if deed.row == row and deed.line:
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
    return program_lines(program, focus, names, width, height)


def program_lines(program: str, focus: int, names: Mapping[int, Sequence[str]], width: int, height: int) -> list[Line]:
    """So many lines of a program around one of them, each with those who stand on it."""
    lines = coloured(program)
    first = max(1, min(focus - height // 2, len(lines) - height + 1))
    shown = [
        _code_line(lines[number - 1], number, number == focus, names.get(number, ()), width)
        for number in range(first, min(first + height, len(lines) + 1))
    ]
    return shown + [EMPTY] * (height - len(shown))


def _code_line(line: Line, number: int, here: bool, names: Iterable[str], width: int) -> Line:
    who = ", ".join(names)
    right: Line = (Piece(f" ◂ {fitted(who, max(width // 3, 4))}", "key"),) if who else EMPTY
    gutter = Piece(f"{number:>4} {ARROW if here else ' '} ", "accent" if here else "dim")
    room = width - gutter.width - width_of(right)
    shown = spread((gutter, *clip(without_comment(line, room), room)), right, width)
    return tuple(piece._replace(look=f"marked {piece.look}".strip()) for piece in shown) if here else shown


def _story(run: Shown, width: int, height: int) -> list[Line]:
    """The deeds around the last one done, the marked one among them; in columns where there is room for them."""
    replay, head = run.replay, run.head
    shown = replay.shown(head)
    place = max(bisect_right(shown, head.deed) - 1, 0)
    first = max(0, min(place - height // 2, len(shown) - height))
    part = shown[first : first + height]
    rows = sorted({replay.deeds[index].row for index in shown[:: max(len(shown) // 50, 1)]})
    in_columns = width >= COLUMNS_FROM and 1 < len(rows) <= 4
    column = max((width - 36) // (len(rows) - 1), 6) if in_columns else 0
    numbers = len(str(len(shown))) + 1 if width >= COLUMNS_FROM else 0
    lines = []
    for number, index in enumerate(part, first + 1):
        deed = replay.deeds[index]
        left = min(column, width // 5) * rows.index(deed.row) if in_columns and deed.row in rows else 0
        counted = f"{number:>{numbers}} " if numbers else ""
        lines.append(_told(run, index, counted, left, width, marked=index == shown[place]))
    return lines


def _told(run: Shown, index: int, counted: str, left: int, width: int, *, marked: bool) -> Line:
    """One of them: its number, who and what; its aside where there is room for the whole of it."""
    replay = run.replay
    deed = replay.deeds[index]
    sign, look = _sign(deed)
    name = fitted(retell(replay.charts.by_steps.rows[deed.row].name), 13)
    cursor = ARROW if marked else " "
    pieces: Line = (
        Piece(cursor, look),
        Piece(counted, "dim"),
        Piece(f"{' ' * left}{sign or '  '}", look),
        Piece(f"{name} ", f"bold {look}".strip() if not look.startswith("bad") else look),
        Piece(retell(deed.text), look),
    )
    aside = Piece(f"  {retell(deed.aside)}", look.partition(" ")[0])
    if deed.aside and width_of((*pieces, aside)) <= width:
        pieces = (*pieces, aside)
    line = tuple(piece._replace(target=f"go({index})") for piece in pad(clip(pieces, width), width))
    return tuple(piece._replace(look=f"marked {piece.look}".strip()) for piece in line) if marked else line


def _beside(run: Shown, width: int, height: int) -> list[Line]:
    """One of two runs: what was done last, and its program."""
    deed = run.replay.deed(run.head)
    head: list[Line] = [rule((Piece(f" {fitted(retell(run.title), max(width - 5, 1))}", "dim"),), EMPTY, width)]
    head += [*_sentence(run, deed, width)][: 2 if height > 7 else 1]
    return [clip(line, width) for line in [*head, *_code(run, width, max(height - len(head), 0))]]
