"""The log: what happened, newest at the bottom, a sentence a line, or more where it is too long for one."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events

from cafe_sim.catalogue import retell, say
from cafe_sim.game.views import LogLine, ShiftView
from cafe_sim.game.words import mmss
from cafe_sim.tui.pieces import EMPTY, Page, Piece, indent, line, wrap
from cafe_sim.tui.themes import NO
from cafe_sim.tui.widgets.rows import Rows

TIME_CELLS = 6


class Log(Rows):
    """The last sentences of the day; the wheel goes back to earlier ones, and stays there until it is turned back."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view: ShiftView | None = None
        self._back = 0

    def follow(self, view: ShiftView) -> None:
        """Draw the log of `view`."""
        self._view = view
        self._back = min(self._back, most_back(view, *self.size))
        self.show(log_page(view, *self.size, self._back))

    def scroll_back(self, by: int) -> None:
        """So many sentences earlier, or later."""
        if self._view is not None:
            self._back = max(self._back + by, 0)
            self.follow(self._view)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.scroll_back(1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.scroll_back(-1)


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
