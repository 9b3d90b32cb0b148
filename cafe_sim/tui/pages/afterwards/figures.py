"""Figures of a run, each beside what it is held against, and among those of the plans that ship with the level.

A histogram is drawn beside its figure, its own bin marked by an arrow below it; where there is no room beside, it
stands below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from cafe_sim.catalogue import retell, say, say_number
from cafe_sim.game.afterwards.comparing import BINS
from cafe_sim.game.words import plain_number
from cafe_sim.tui.pieces import EMPTY, Line, Piece, clip, pad, padded, width_of
from cafe_sim.tui.themes import NO, NO_STAR, YES

if TYPE_CHECKING:
    from cafe_sim.game.afterwards.comparing import Comparison, Histogram
    from cafe_sim.game.views import Figure

MEASURES: Final = 18
"""Cells for the name of a figure."""
BARS: Final = "▂▃▄▅▆▇█"
NOTHING: Final = "·"
BESIDE: Final = 61
"""The column in which histograms stand, where there is room."""


def figure_line(figure: Figure, *, judged: bool = True) -> Line:
    """`mean wait   9.8 s   par 9.4   floor 4.4 ✗`. Of an unsound plan no figure is called good or bad."""
    good = figure.good if judged else None
    look = {True: "good", False: "bold", None: ""}[good]
    unit = f" {retell(figure.unit)}" if figure.unit else ""
    pieces: Line = (
        Piece(padded(retell(figure.name), MEASURES), "dim"),
        Piece(padded((figure.text or plain_number(figure.value)) + unit, 14), look),
    )
    for name, value in ((figure.against, figure.par), ("floor", figure.floor)):
        if value is not None:
            pieces += (Piece(padded(retell(name), 6), "dim"), Piece(f"{plain_number(value):<6}"))
        elif good is not None:
            pieces += (Piece(" " * 12),)
    if good is not None:
        pieces += (Piece(YES if good else NO, "good" if good else "dim"),)
    return pieces


def bar_pieces(histogram: Histogram, *, judged: bool) -> Line:
    """A bar for each bin, one's own in another colour, which only a sound plan has."""
    most = max(histogram.bins)
    bars = [BARS[(count * len(BARS) - 1) // most] if count else NOTHING for count in histogram.bins]
    own = histogram.own
    return (
        Piece("".join(bars[:own]), "wait"),
        Piece(bars[own], "accent bold" if judged else "wait"),
        Piece("".join(bars[own + 1 :]), "wait"),
    )


def words_of(histogram: Histogram, comparison: Comparison, room: int, *, judged: bool) -> str:
    """How many others are better, and, where there is room, how many are no use; or that one's own is none yet."""
    right = histogram.better + histogram.same + histogram.worse
    better = histogram.better
    if comparison.are_ways:
        words = say("{better} of {right} ways need fewer", better=better, right=right)
        wrong = say("{wrong} break nothing", wrong=comparison.wrong)
    elif better:
        words = say("{better} of {right} sample plans better", better=better, right=right)
        wrong = say("{wrong} more wrong", wrong=comparison.wrong)
    else:
        words = say_number("the {n} sample plan is no better", "none of {n} sample plans better", right)
        wrong = say("{wrong} more wrong", wrong=comparison.wrong)
    more = f"{words}, {wrong if judged else say('no star yet')}"
    return more if (comparison.wrong or not judged) and cell_len(more) <= room else words


def _alike(count: int, comparison: Comparison) -> str:
    """There is nothing to be drawn."""
    if comparison.are_ways:
        return say_number("the {n} way needs as many", "all {n} ways need as many", count)
    return say_number("the {n} right sample plan has the same", "all {n} right sample plans have the same", count)


def figure_lines(figure: Figure, comparison: Comparison | None, width: int, *, judged: bool) -> list[Line]:
    """The figure, and where it lies among other plans: two lines, or three where it is narrow, kept free until that is
    known.

    A plan that is not sound is shown where it would stand, and that it has no star for it.
    """
    first = figure_line(figure, judged=judged)
    if comparison is None or figure.good is None:
        return [first]
    star = "" if judged else f" {NO_STAR}"
    you = (Piece("▲", "accent bold" if judged else "bold"), Piece(f" {say('you')}{star}", "dim"))
    narrow = width < BESIDE + BINS + width_of(you)
    histogram = comparison.histogram(figure)
    if histogram is None or len(histogram.bins) == 1:
        alike = (Piece(" " * MEASURES), Piece(_alike(histogram.same, comparison), "dim")) if histogram else EMPTY
        return [first, alike, EMPTY] if narrow else [first, alike]
    bars, at = bar_pieces(histogram, judged=judged), MEASURES + histogram.own
    if narrow:
        words = words_of(histogram, comparison, width - MEASURES - width_of(bars) - 2, judged=judged)
        none = () if judged else (Piece(f", {say('no star yet')}", "dim"),)
        return [first, (Piece(" " * MEASURES), *bars, Piece(f"  {words}", "dim")), (Piece(" " * at), *you, *none)]
    words = words_of(histogram, comparison, BESIDE - MEASURES - 1, judged=judged)
    below = pad((Piece(" " * MEASURES), Piece(words, "dim")), BESIDE + histogram.own)
    best = Piece(say(" ← better"), "dim")
    drawn = (*pad(first, BESIDE), *bars)
    return [(*drawn, best) if width_of(drawn) + best.width <= width else drawn, (*below, *you)]


def figure_page(figures: tuple[Figure, ...], comparison: Comparison | None, width: int, *, judged: bool) -> list[Line]:
    """All figures; those that are held against nothing share a line where they fit."""
    lines: list[Line] = []
    open_line = False
    for figure in figures:
        told = figure_lines(figure, comparison, width, judged=judged)
        is_plain = figure.par is None and figure.floor is None
        if is_plain and open_line:
            short = (Piece(f" {retell(figure.name)}  ", "dim"), *told[0][1:])
            if width_of((*lines[-1], *short)) <= width:
                lines[-1] = (*lines[-1], *short)
                continue
        lines += told
        open_line = is_plain
    return lines


def wrong_too_line(comparison: Comparison | None, width: int) -> list[Line]:
    """After a day that went wrong nothing is compared: how many others go wrong is said, on a line kept free for it."""
    if comparison is None:
        return []
    plans, wrong = comparison.plans, comparison.wrong
    words = say("{wrong} of {plans} go wrong, too; wrong days are not compared", wrong=wrong, plans=plans)
    label = Piece(padded(say("sample plans"), MEASURES), "dim")
    return [clip((label, Piece(words, "dim")), width) if plans else EMPTY]
