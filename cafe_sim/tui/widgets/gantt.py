"""The lanes of a timeline under the mouse: a click points, dragging pans, the wheel goes through the rows, and with
ctrl or shift zooms.

What is drawn comes as a page, as in `rows`; what the mouse does is reported in cells, and only the screen knows what
stands there.
"""

from __future__ import annotations

from textual import events
from textual.message import Message

from cafe_sim.tui.widgets.board import target_at
from cafe_sim.tui.widgets.rows import Rows


class Gantt(Rows):
    """Draws a page; says where it was clicked, dragged and wheeled."""

    class Pointed(Message):
        """A cell was clicked."""

        def __init__(self, x: int, y: int) -> None:
            super().__init__()
            self.x, self.y = x, y

    class Dragged(Message):
        """The paper was moved so many cells to the right."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class Wheeled(Message):
        """The wheel was turned; `zooms` while ctrl or shift is held."""

        def __init__(self, by: int, x: int, *, zooms: bool) -> None:
            super().__init__()
            self.by, self.x, self.zooms = by, x, zooms

    def __init__(self) -> None:
        super().__init__()
        self._held_at: int | None = None
        self._dragged = False

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._held_at, self._dragged = event.x, False
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._held_at is not None and event.x != self._held_at:
            self.post_message(self.Dragged(event.x - self._held_at))
            self._held_at, self._dragged = event.x, True

    def on_mouse_up(self) -> None:
        self._held_at = None
        self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        """A click that was no drag."""
        if self._dragged:
            return
        event.stop()
        target = target_at(self.page[event.y], event.x) if 0 <= event.y < len(self.page) else ""
        self.post_message(self.Picked(target) if target else self.Pointed(event.x, event.y))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.post_message(self.Wheeled(1, event.x, zooms=event.ctrl or event.shift))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.post_message(self.Wheeled(-1, event.x, zooms=event.ctrl or event.shift))
