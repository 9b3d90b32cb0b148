"""The log: what happened, newest at the bottom, one sentence a line."""

from __future__ import annotations

from textual import events

from cafe_sim.catalogue import retell, say
from cafe_sim.game.views import ShiftView, Told
from cafe_sim.game.words import mmss
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, line
from cafe_sim.tui.themes import NO
from cafe_sim.tui.widgets.rows import Rows


class Log(Rows):
    """The last sentences of the day; the wheel goes back to earlier ones, and stays there until it is turned back."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view: ShiftView | None = None
        self._back = 0

    def follow(self, view: ShiftView) -> None:
        """Draw the log of `view`."""
        self._view = view
        self._back = min(self._back, most_back(view, self.size.height))
        self.show(log_page(view, self.size.height, self._back))

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


def most_back(view: ShiftView, height: int) -> int:
    """How many sentences can stand below what is seen."""
    return max(len(view.log) - max(height - 1, 1), 0)


def log_page(view: ShiftView, height: int, back: int = 0) -> Page:
    """The title, and the last sentences that fit below it, but for the `back` newest."""
    end = len(view.log) - back
    last = view.log[max(end - (height - 1), 0) : end] if height > 1 else ()
    rows = (line(Piece(f" {mmss(told.at):>4} ", "frame"), *_sentence(told)) for told in last)
    newer = line(Piece(f"   {say('{back} later', back=back)}", "accent")) if back else EMPTY
    return ((*line(Piece(say(" LOG"), "dim")), *newer), *rows)[: max(height, 0)]


def _sentence(told: Told) -> Line:
    return line(Piece(f"{NO} {retell(told.text)}", "bad")) if told.is_loss else line(Piece(retell(told.text), "dim"))
