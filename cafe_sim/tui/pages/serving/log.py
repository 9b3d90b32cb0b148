"""The log: what happened, newest at the bottom, a sentence a line, or more where it is too long for one."""

from __future__ import annotations

from collections.abc import Sequence

from cafe_sim.catalogue import retell, say
from cafe_sim.game.views import LogLine, ShiftView
from cafe_sim.game.words import mmss
from cafe_sim.tui.pieces import EMPTY, Page, Piece, indent, line, wrap
from cafe_sim.tui.themes import NO

TIME_CELLS = 6


def most_back(view: ShiftView, width: int, height: int) -> int:
    """How many sentences can stand below what is seen."""
    return len(view.log) - _fitting(view.log, width, height) if height > 1 else 0


def log_page(view: ShiftView, width: int, height: int, back: int = 0) -> Page:
    """The title, and the last sentences that fit below it, but for the `back` newest."""
    seen = view.log[: len(view.log) - back]
    count = _fitting(seen[::-1], width, height)
    rows = [row for told in seen[len(seen) - count :] for row in _rows(told, width)]
    newer = line(Piece(f"   {say('{back} later', back=back)}", "accent")) if back else EMPTY
    return ((*line(Piece(say(" LOG"), "dim")), *newer), *rows)[: max(height, 0)]


def _fitting(sentences: Sequence[LogLine], width: int, height: int) -> int:
    """How many of them, from the first on, have room below the title; one always has, as far as there is any."""
    room = height - 1
    for count, told in enumerate(sentences):
        room -= len(_rows(told, width))
        if room < 0:
            return max(count, 1)
    return len(sentences)


def _rows(told: LogLine, width: int) -> Page:
    look = "bad" if told.is_loss else "dim"
    sentence = f"{NO} {retell(told.text)}" if told.is_loss else retell(told.text)
    first, *rest = wrap(sentence, width - TIME_CELLS, look)
    return (line(Piece(f" {mmss(told.at):>4} ", "frame"), *first), *indent(rest, TIME_CELLS))
