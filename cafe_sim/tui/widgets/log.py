"""The log, which can be turned back."""

from __future__ import annotations

from textual import events

from cafe_sim.game.views import ShiftView
from cafe_sim.tui.pages.serving.log import log_page, most_back
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
