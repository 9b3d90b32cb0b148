"""The footer: `? help` first, then what this screen can do, each a button for the mouse.

It has a second line where the window has the height for one and the screen has more commands than one line holds; it
keeps that line while the window stays as it is, so that nothing moves up and down. Nothing is cut in the middle, and
nothing is left out in silence: where there is no room the lowest in rank are left out, among equals first those that
cannot be done now, and a "… ?" (which opens help) says so. What cannot be done now is dim, and says why when it is
clicked.

What is said for a while lies over the footer and nothing else: it is as high as that as long as it stands there, and
the screen has so many lines less.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Final, cast

from textual import events
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from cafe_sim.tui.commands import Command, shown_keys
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, width_of
from cafe_sim.tui.widgets.board import look_for, strip_of, target_at

if TYPE_CHECKING:
    from cafe_sim.tui.screens.base import CafeScreen

GAP: Final = "   "
TIGHT: Final = "  "
MORE: Final = Piece("… ?", "key", "help")
LINES: Final = 2
"""At most, …"""
ROOMY: Final = 24
"""… in a window of this height."""
SAID_AT_MOST: Final = 3
"""The screen keeps all lines but one in so many, however much is said."""


def buttons(command: Command, keymap: Mapping[str, str], *, enabled: bool) -> Line:
    """One command as it stands in the footer."""
    keys, looks = shown_keys(command, keymap), ("key", "") if enabled else ("dim", "dim")
    target = command.does if enabled else f"explain({command.id!r})"
    return (Piece(keys, looks[0], target), Piece(f" {command.label}", looks[1], target))


def footer_lines(
    commands: Sequence[Command],
    width: int,
    keymap: Mapping[str, str],
    disabled: frozenset[str] = frozenset(),
    at_most: int = 1,
) -> Page:
    """`commands` in order, in as few lines of `width` cells as will do, the least important left out."""
    shown = [(command, buttons(command, keymap, enabled=command.id not in disabled)) for command in commands]
    kept = shown = [each for each in shown if each[0].rank < 3]
    while True:
        entries = [pieces for _, pieces in kept] + [(MORE,)] * (len(kept) < len(shown))
        for count, gap in product(range(1, at_most + 1), (GAP, TIGHT)):
            lines = _broken(entries, gap, width)
            if len(lines) <= count or len(kept) <= 1:
                return lines[:at_most]
        least = max(range(1, len(kept)), key=lambda at: (kept[at][0].rank, kept[at][0].id in disabled, at))
        kept = kept[:least] + kept[least + 1 :]


def _broken(entries: Sequence[Line], gap: str, width: int) -> Page:
    """The entries in lines, none of them broken in the middle."""
    lines: list[Line] = []
    for pieces in entries:
        if lines and width_of(lines[-1]) + len(gap) + width_of(pieces) <= width:
            lines[-1] += (Piece(gap), *pieces)
        else:
            lines.append((Piece(" "), *pieces))
    return tuple(lines)


class CafeFooter(Widget, can_focus=False):
    """The lowest lines of every screen."""

    def __init__(self) -> None:
        super().__init__()
        self._hover = ""
        self._lines = 1
        self._said = 0
        """Lines of what is said at the moment."""
        self._window = Size()

    def on_mount(self) -> None:
        self.screen.screen_layout_refresh_signal.subscribe(self, lambda _: self._make_room())
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.update())
        self.app.theme_changed_signal.subscribe(self, lambda _: self.refresh())

    def on_unmount(self) -> None:
        """A subscriber is never let go otherwise, nor is its screen."""
        self.app.theme_changed_signal.unsubscribe(self)

    def update(self) -> None:
        """Draw it anew, and take another line if it takes one."""
        self.refresh(layout=len(self.page) > self._lines)

    def _make_room(self) -> None:
        said = sum(toast.outer_size.height for toast in self.screen.query("Toast"))
        said = min(said, self._window.height // SAID_AT_MOST)
        if said != self._said:
            self._said = said
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        if viewport != self._window:
            self._window, self._lines = viewport, 1
        self._lines = max(len(self.page), self._lines)
        return max(self._lines, self._said)

    @property
    def page(self) -> Page:
        """What stands there now."""
        screen = cast("CafeScreen", self.screen)
        offered = screen.offered()
        disabled = frozenset(command.id for command in offered if screen.can(command) is None)
        at_most = LINES if self._window.height >= ROOMY else 1
        return footer_lines(offered, self._window.width, screen.cafe.keys, disabled, at_most)

    def pieces(self, y: int) -> Line:
        """What stands in a line of it."""
        page = self.page
        return page[y] if 0 <= y < len(page) else EMPTY

    def render_line(self, y: int) -> Strip:
        return strip_of(self.pieces(y), self.size.width, look_for(self), self.rich_style, self._hover)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        target = target_at(self.pieces(event.y), event.x)
        if target != self._hover:
            self._hover = target
            self.refresh()

    def on_leave(self) -> None:
        self._hover = ""
        self.refresh()

    async def on_click(self, event: events.Click) -> None:
        target = target_at(self.pieces(event.y), event.x)
        if target:
            await self.screen.run_action(target)
