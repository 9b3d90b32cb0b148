"""The code pane: it scrolls by itself when the line it follows leaves it, and stays put otherwise."""

from __future__ import annotations

from textual import events

from cafe_sim.game.views import ShiftView
from cafe_sim.tui.pages.serving.program import GUTTER, code_page, folded, top_for, who_stands_where
from cafe_sim.tui.widgets.rows import Rows


class CodePane(Rows):
    """Shows the program; the mouse wheel scrolls it until somebody moves on."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._top = 1
        self._focus = 0
        self._program = ""
        self._standing: dict[int, tuple[str, ...]] = {}

    def follow(self, view: ShiftView, focus: int) -> None:
        """Draw the program of `view`, keeping line `focus` in sight."""
        self._program, self._standing = view.program, who_stands_where(view)
        if focus != self._focus:
            self._focus = focus
            self._top = top_for(self._top, focus, self.size.height, self._rows())
        self._draw()

    def _rows(self) -> list[int]:
        return [len(lines) for lines in folded(self._program, self.size.width - GUTTER)]

    def _draw(self) -> None:
        self.show(code_page(self._program, self._standing, self._top, self.size.width, self.size.height))

    def _scroll(self, by: int) -> None:
        self._top = top_for(self._top + by, 0, self.size.height, self._rows())
        self._draw()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._scroll(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._scroll(-3)
