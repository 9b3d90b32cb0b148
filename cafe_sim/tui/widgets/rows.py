"""A widget told what its page is, which repaints the lines that changed and nothing else.

A `Board` asks for its page and draws it whole, which is right for pages that change when a key is pressed. What
changes many times a second is *told*: `show` compares with what is on the screen and refreshes the lines that
differ, and that is what keeps a live shift at a few percent of a core.
"""

from __future__ import annotations

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from cafe_sim.tui.pieces import EMPTY, Page, clip
from cafe_sim.tui.widgets.board import look_for, strip_of, target_at


class Rows(Widget, can_focus=False):
    """Draws the page it was shown last; a click on a target posts `Picked`."""

    class Picked(Message):
        """A piece with a target was clicked."""

        def __init__(self, target: str) -> None:
            super().__init__()
            self.target = target

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._page: Page = ()

    @property
    def page(self) -> Page:
        """What is drawn now."""
        return self._page

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self.refresh())

    def on_unmount(self) -> None:
        """A subscriber is never let go otherwise, nor is its screen."""
        self.app.theme_changed_signal.unsubscribe(self)

    def show(self, page: Page) -> None:
        """Draw `page` from now on; lines that did not change are not drawn again."""
        old, self._page = self._page, page
        changed = [
            Region(0, y, self.size.width, 1)
            for y in range(max(len(old), len(page)))
            if (old[y] if y < len(old) else EMPTY) != (page[y] if y < len(page) else EMPTY)
        ]
        if changed:
            self.refresh(*changed)

    def render_line(self, y: int) -> Strip:
        """The line API's hook."""
        line = self._page[y] if y < len(self._page) else EMPTY
        return strip_of(clip(line, self.size.width), self.size.width, look_for(self), self.rich_style)

    def on_click(self, event: events.Click) -> None:
        target = target_at(self._page[event.y], event.x) if event.y < len(self._page) else ""
        if target:
            event.stop()
            self.post_message(self.Picked(target))
