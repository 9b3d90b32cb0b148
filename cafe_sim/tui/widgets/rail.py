"""The rail under the mouse."""

from __future__ import annotations

from textual import events

from cafe_sim.tui.widgets.rows import Rows


class Rail(Rows):
    """The orders on the rail, one of them marked.

    A click on an order's lines says "order:5", the wheel "do:up" and "do:down".
    """

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.post_message(self.Picked("do:down"))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.post_message(self.Picked("do:up"))
