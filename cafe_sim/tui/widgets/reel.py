"""A page that is scrubbed with the mouse: pressing says where, moving while pressed says it again, the wheel steps.

What stands at a cell only the screen knows; a piece with a target is picked, as everywhere.
"""

from __future__ import annotations

from textual import events
from textual.message import Message

from cafe_sim.tui.widgets.board import target_at
from cafe_sim.tui.widgets.rows import Rows


class Reel(Rows):
    """Draws a page; says where it is held."""

    class Held(Message):
        """The mouse is down at a cell; `line` is where it went down, so that a hand may stray."""

        def __init__(self, x: int, line: int) -> None:
            super().__init__()
            self.x, self.line = x, line

    class Wheeled(Message):
        """The wheel was turned."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def __init__(self) -> None:
        super().__init__()
        self._line: int | None = None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if 0 <= event.y < len(self.page) and target_at(self.page[event.y], event.x):
            return  # its click picks it
        self._line = event.y
        self.capture_mouse()
        self.post_message(self.Held(event.x, event.y))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._line is not None:
            self.post_message(self.Held(event.x, self._line))

    def on_mouse_up(self) -> None:
        self._line = None
        self.release_mouse()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.post_message(self.Wheeled(1))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.post_message(self.Wheeled(-1))
