"""A board: a widget that draws a page of pieces, line by line, and says which piece was clicked.

It is given one function, `paint(width, height) -> Page`, and asks again when its size or the theme changes or when it
is told that something is new. No layout and no markup: data can never be read as markup here. It scrolls when the page
is taller than the widget; whoever wants a page in the middle of the screen centres it in `paint`.
"""

from __future__ import annotations

from collections.abc import Callable

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from cafe_sim.tui.pieces import Line, Page, Piece
from cafe_sim.tui.themes import Look, look_of


def strip_of(pieces: Line, width: int, look: Look, base: Style, hover: str = "") -> Strip:
    """The pieces as Textual draws them, filled to `width`. The target under the mouse is underlined."""
    under = look("underline")
    segments = []
    for piece in pieces:
        style = base + look(piece.look)
        if hover and piece.target == hover and piece.text.strip():
            style += under
        segments.append(Segment(piece.text, style))
    return Strip(segments).adjust_cell_length(width, base)


def look_for(widget: Widget) -> Look:
    """The looks of the theme that is on, in the mode of the screen that the widget is on."""
    return look_of(widget.app.theme, getattr(widget.screen, "mode", ""))


def target_at(pieces: Line, x: int) -> str:
    """The target of the cell `x` of a line, "" for none."""
    for piece in pieces:
        if x < piece.width:
            return piece.target if x >= 0 else ""
        x -= piece.width
    return ""


class Board(ScrollView, can_focus=False):
    """Draws what `paint` gives for its size."""

    class Picked(Message):
        """A piece with a target was clicked."""

        def __init__(self, target: str) -> None:
            super().__init__()
            self.target = target

    class Pressed(Message):
        """The mouse went down on a piece, or on none: from here something may be dragged."""

        def __init__(self, board: Board, target: str) -> None:
            super().__init__()
            self.board = board
            self.target = target

    class Released(Pressed):
        """It went up again. On the board on which it went down, that was a click."""

    def __init__(self, paint: Callable[[int, int], Page], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._paint = paint
        self._page: Page | None = None
        self._hover = ""
        self._to_see = 0
        """The line that was asked for last."""

    @property
    def page(self) -> Page:
        """What is drawn now."""
        if self._page is None:
            self._page = self._paint(self.size.width, self.size.height)
            self.virtual_size = Size(self.size.width, len(self._page))
        return self._page

    def repaint(self) -> None:
        """Something that the page shows has changed."""
        if self.is_mounted and self.size.width:
            self._page = None
            _ = self.page
        self.refresh()

    def freshen(self) -> None:
        """Paint again and draw the lines that differ, no others: for what moves by itself. Nothing of it may scroll."""
        old, self._page = self._page or (), None
        page = self.page
        changed = [
            Region(0, y, self.size.width, 1)
            for y in range(max(len(old), len(page)))
            if (old[y] if y < len(old) else None) != (page[y] if y < len(page) else None)
        ]
        if changed:
            self.refresh(*changed)

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self.repaint())

    def on_unmount(self) -> None:
        """A subscriber is never let go otherwise, nor is its screen."""
        self.app.theme_changed_signal.unsubscribe(self)

    def on_resize(self) -> None:
        self.repaint()
        if self._to_see:
            self.show_line(self._to_see)

    def scroll_lines(self, by: int) -> None:
        """So many lines on."""
        self.scroll_relative(y=by, animate=False)

    def scroll_pages(self, by: int) -> None:
        """So many pages on; two lines of the one before stay in view."""
        self.scroll_lines(by * max(self.size.height - 2, 1))

    def show_line(self, y: int) -> None:
        """Scroll until line `y` can be seen; it stays in sight when the board gets lower."""
        self._to_see = y
        self.scroll_to_region(Region(0, y, 1, 1), animate=False)

    def render_line(self, y: int) -> Strip:
        page = self.page
        row = y + self.scroll_offset.y
        pieces: Line = page[row] if row < len(page) else (Piece(""),)
        return strip_of(pieces, self.size.width, look_for(self), self.rich_style, self._hover)

    def target_under(self, event: events.MouseEvent) -> str:
        at = event.get_content_offset(self)
        if at is None:  # on the border
            return ""
        row = at.y + self.scroll_offset.y
        return target_at(self.page[row], at.x) if 0 <= row < len(self.page) else ""

    def on_mouse_move(self, event: events.MouseMove) -> None:
        target = self.target_under(event)
        if target != self._hover:
            self._hover = target
            self.refresh()

    def on_leave(self) -> None:
        self._hover = ""
        self.refresh()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self.post_message(self.Pressed(self, self.target_under(event)))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        self.post_message(self.Released(self, self.target_under(event)))

    def on_click(self, event: events.Click) -> None:
        target = self.target_under(event)
        if target:
            self.post_message(self.Picked(target))
