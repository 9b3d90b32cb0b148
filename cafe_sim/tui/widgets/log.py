"""The log: what happened, newest at the bottom, one sentence a line."""

from __future__ import annotations

from cafe_sim.catalogue import say
from cafe_sim.game.views import ShiftView, Told
from cafe_sim.game.words import mmss
from cafe_sim.tui.pieces import Line, Page, Piece, line
from cafe_sim.tui.themes import NO
from cafe_sim.tui.widgets.rows import Rows


class Log(Rows):
    """The last sentences of the day."""


def log_page(view: ShiftView, height: int) -> Page:
    """The title, and the last sentences that fit below it."""
    last = view.log[-(height - 1) :] if height > 1 else ()
    rows = (line(Piece(f" {mmss(told.at):>4} ", "frame"), *_sentence(told)) for told in last)
    return (line(Piece(say(" LOG"), "dim")), *rows)[: max(height, 0)]


def _sentence(told: Told) -> Line:
    return line(Piece(f"{NO} {told.text}", "bad")) if told.is_loss else line(Piece(told.text, "dim"))
