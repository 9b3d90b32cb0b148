"""A run looked at again as a page: a bar to scrub on, everybody's lane with what they do and why not, what is shared,
the story, the code.

All of it is drawn for one place, so everything moves together. One run fills the page with its story beside its code;
two runs stand one above the other, with both programs below. With each line comes what a click on it means (`Window`):
the layout and its inverse are one.

Drawing looks at as much of a run as there is room for on the screen, however long the run is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len

from cafe_sim.catalogue import retell, say
from cafe_sim.game.afterwards.replay import SPEEDS
from cafe_sim.game.pictures.chart import moment
from cafe_sim.tui.pages.afterwards.replay_lanes import Shown, Sizes, TimedLine, Window, grouped, lanes_of, window_of
from cafe_sim.tui.pages.afterwards.replay_story import LEADS_TO_IT, below
from cafe_sim.tui.pages.shared import verdict_lines, version_words
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, clip, rule, spread, wrap
from cafe_sim.tui.themes import NO, YES

HEAD: Final = "█"
LOWER: Final = 6
"""Lines for story and code that are kept free at least."""
TALL: Final = 22
"""Lines from which on there is room for several values …"""
ROOMY: Final = 30
"""… and for a long verdict."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around it."""

    banner: str
    title: str
    playing: bool = False
    difference: str = ""
    """Where it is not the run that was asked for, in a sentence; "" if it is."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page, and what its lines mean to the mouse."""

    page: Page
    windows: tuple[Window | None, ...]


def picture(runs: Sequence[Shown], frame: Frame, width: int, height: int) -> Picture:
    """All of it; the first run has the playhead."""
    first = runs[0]
    rows: list[TimedLine] = [(_heading(first, frame, width), None)]
    if frame.difference:
        said = say("{sign} not the run that was found: {difference}", sign=NO, difference=retell(frame.difference))
        rows += [(line, None) for line in wrap(said, width - 2, "bad bold")[:2]]
    if len(runs) == 1:
        rows += [
            (line, None) for line in verdict_lines(first.replay.charts.by_steps, width, 3 if height >= ROOMY else 2)
        ]
    rows.append(_scrub_bar(first, width))
    by_steps = max(run.replay.chart(run.head).end for run in runs) if first.head.by_steps else 0
    rows_of_all = [row for run in runs for row in run.replay.chart(run.head).rows]
    sizes = Sizes.of(width, by_steps, max(cell_len(retell(row.name)) + row.depth for row in rows_of_all))
    window = window_of(runs, sizes)
    room = height - len(rows) - LOWER - 1
    for number, run in enumerate(runs):
        if len(runs) > 1:
            rows.append((_name_of(run, width), None))
        rows += lanes_of(
            run, sizes, window, width, max((room - 2 * len(runs) + 1) // len(runs), 2), alone=len(runs) == 1
        )
        rows += [(line, None) for line in _values(run, width, 3 if len(runs) == 1 and height >= TALL else 1)]
        room += number  # the second run has what the first left, as far as it is even
    rows += [(line, None) for line in below(runs, width, height - len(rows))]
    rows = rows[:height] + [(EMPTY, None)] * (height - len(rows))
    return Picture(tuple(clip(line, width) for line, _ in rows), tuple(window for _, window in rows))


def _heading(run: Shown, frame: Frame, width: int) -> Line:
    speed = SPEEDS[run.head.speed]
    plays = [f"×{speed:g}"] * (frame.playing or speed != 1) + [say("plays")] * frame.playing
    right = (
        Piece(_where(run), "bold"),
        Piece(f" · {' '.join(plays)}" if plays else "", "dim", "play"),
    )
    left = (Piece(f" {say(frame.banner)} ", "mode reverse bold"), Piece(f" {retell(frame.title)}", "title"))
    return rule(left, right, width - 1)


def _where(run: Shown) -> str:
    """How far into its own run it is."""
    replay, head = run.replay, run.head
    if not head.by_steps:
        return say("{at} of {end}", at=clock(head.time), end=clock(replay.charts.by_time.end))
    if not run.leads:  # others are told operation by operation: which of theirs tell the story, is another matter
        count = replay.charts.by_steps.end
        return say("operation {number} of {count:,}", number=min(replay.at(head) + 1, count), count=count)
    shown = replay.shown(head)
    if not shown:
        return ""
    return say("step {step} of {steps:,}", step=bisect_right(shown, head.deed), steps=len(shown))


def clock(at: int) -> str:
    """A moment to the tenth of a second where that says it all: digits that jump cannot be read."""
    tenth = 100_000_000
    return moment(at if at < 10 * tenth and at % tenth else at // tenth * tenth, "ns")


def _scrub_bar(run: Shown, width: int) -> TimedLine:
    """The whole run in one line: what is past, where one stands, what is marked."""
    replay, head = run.replay, run.head
    end = replay.chart(head).end
    cells = max(width - 2, 2)
    window = Window(1, cells, 0.0, max(end, 1) / (cells - 1))
    here = min(window.cell(replay.at(head)), cells - 1)
    signs = [("━", "accent") if cell < here else ("─", "dim") for cell in range(cells)]
    for index in replay.marked:
        deed = replay.deeds[index]
        cell = min(window.cell(deed.step if head.by_steps else replay.times[index]), cells - 1)
        if signs[cell][0] != NO:
            signs[cell] = (NO, "bad bold") if deed.is_wrong else (LEADS_TO_IT, "accent bold")
    glyph, look = signs[here]
    signs[here] = (HEAD if glyph in "━─" else glyph, f"{look} reverse" if glyph not in "━─" else "accent bold")
    return (Piece(" "), *grouped(signs)), window


def _name_of(run: Shown, width: int) -> Line:
    """The heading of one of two runs; where it is, too, if it has no playhead: of the other the banner says that."""
    chart = run.replay.chart(run.head)
    sign, look = (YES, "worked") if chart.worked else (NO, "bad")
    kind = chart.verdict.partition(": ")[0].replace("-", " ")
    over = say("   over") if run.replay.at(run.head) >= chart.end else ""
    name = (Piece(f" {retell(run.title)}", "bold"), Piece(f"   {sign} {retell(kind)}", look), Piece(over, "dim"))
    return clip(name, width) if run.leads else spread(name, (Piece(f"{_where(run)} ", "dim"),), width)


def _values(run: Shown, width: int, lines: int) -> list[Line]:
    """Shared values as they are now, the wrong ones marked."""
    replay, head = run.replay, run.head
    found: list[Line] = []
    rows = replay.charts.by_steps.rows
    for cell, value in replay.values(head):
        if value is None:
            found.append((Piece(f" {cell.name}", "bold"), Piece(say("  not looked at yet"), "dim")))
            continue
        by = f"  {version_words(value.version, retell(rows[value.row].name) if value.row >= 0 else '')}"
        look, sign = ("bad bold", say("  {sign} wrong", sign=NO)) if value.wrong else ("bold", "")
        found.append((Piece(f" {cell.name}  "), Piece(value.text, look), Piece(by, "dim"), Piece(sign, "bad")))
    if len(found) <= lines:
        return found
    # those that have just changed, and wrong ones, before the others
    deed = replay.deed(head)
    now = [value is not None and value.step == deed.step for _, value in replay.values(head)]
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
