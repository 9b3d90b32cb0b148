"""The footer: `? help` first, then what this screen can do, as much as fits, each a button for the mouse.

Nothing is cut in the middle and nothing is left out in silence: commands go by rank, and where one had to go a "…" (which
opens help) says so. What cannot be done now is dim, and says why when it is clicked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from textual import events
from textual.strip import Strip
from textual.widget import Widget

from cafe_sim.tui.commands import Command, shown_keys
from cafe_sim.tui.pieces import EMPTY, Line, Piece, width_of
from cafe_sim.tui.widgets.board import look_for, strip_of, target_at

if TYPE_CHECKING:
    from cafe_sim.tui.screens.base import CafeScreen

GAP = "   "
TIGHT = "  "


def buttons(command: Command, keymap: Mapping[str, str], *, enabled: bool) -> Line:
    """One command as it stands in the footer."""
    keys, looks = shown_keys(command, keymap), ("key", "") if enabled else ("dim", "dim")
    target = command.does if enabled else f"explain({command.id!r})"
    return (Piece(keys, looks[0], target), Piece(f" {command.label}", looks[1], target))


def footer_line(
    commands: Sequence[Command], width: int, keymap: Mapping[str, str], disabled: frozenset[str] = frozenset()
) -> Line:
    """The footer for `width` cells: `commands` in their order, the least important left out until the rest fits."""
    kept = [command for command in commands if command.rank < 3]
    gap = GAP
    while True:
        hidden = len([c for c in commands if c.rank < 3]) - len(kept)
        pieces: Line = (Piece(" "),)
        for number, command in enumerate(kept):
            pieces += ((Piece(gap),) if number else EMPTY) + buttons(
                command, keymap, enabled=command.id not in disabled
            )
        if hidden:
            pieces += (Piece(gap), Piece("…", "key", "help"))
        if width_of(pieces) <= width or len(kept) <= 1:
            return pieces
        if gap == GAP:
            gap = TIGHT
            continue
        least = max(kept[1:], key=lambda c: (c.rank, kept.index(c)))
        kept.remove(least)


class CafeFooter(Widget, can_focus=False):
    """One line at the bottom of every screen."""

    def __init__(self) -> None:
        super().__init__()
        self._hover = ""

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())
        self.app.theme_changed_signal.subscribe(self, lambda _: self.refresh())

    def on_unmount(self) -> None:
        """A subscriber is never let go otherwise, nor is its screen."""
        self.app.theme_changed_signal.unsubscribe(self)

    def pieces(self) -> Line:
        screen = cast("CafeScreen", self.screen)
        offered = screen.offered()
        disabled = frozenset(command.id for command in offered if screen.can(command) is None)
        return footer_line(offered, self.size.width, screen.cafe.keys, disabled)

    def render_line(self, y: int) -> Strip:
        pieces = self.pieces() if y == 0 else EMPTY
        return strip_of(pieces, self.size.width, look_for(self), self.rich_style, self._hover)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        target = target_at(self.pieces(), event.x)
        if target != self._hover:
            self._hover = target
            self.refresh()

    def on_leave(self) -> None:
        self._hover = ""
        self.refresh()

    async def on_click(self, event: events.Click) -> None:
        target = target_at(self.pieces(), event.x)
        if target:
            await self.screen.run_action(target)
