"""The code pane: the program that runs, with everybody who stands on a line named beside it.

A program is coloured once (`highlight`); the live part is only the gutter and the mark. The pane scrolls by itself when
the line it follows leaves it, and stays put otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len
from textual import events

from cafe_sim.game.views import ShiftView
from cafe_sim.tui.highlight import coloured
from cafe_sim.tui.pieces import Line, Page, Piece, clip, fit, pad, under, width_of
from cafe_sim.tui.widgets.rows import Rows

GUTTER = 6
MARGIN = 3
"""Lines kept visible around the line that is followed."""


def who_stands_where(view: ShiftView) -> dict[int, tuple[str, ...]]:
    """By line of the program: names of the workers on it, or the numbers of the orders whose task waits there."""
    found: dict[int, list[str]] = {}
    for worker in view.workers:
        if worker.line:
            found.setdefault(worker.line, []).append(worker.name)
    taken = set(found)
    for order in view.orders:
        if order.line and order.state == "given" and order.line not in taken:
            found.setdefault(order.line, []).append(f"#{order.number}")
    return {number: tuple(names) for number, names in found.items()}


def code_page(program: str, standing: Mapping[int, tuple[str, ...]], top: int, width: int, height: int) -> Page:
    """`height` lines of the program from line `top` (the first is 1)."""
    shown = coloured(program)[top - 1 : top - 1 + height]
    return tuple(_code_line(pieces, standing.get(top + index, ()), width) for index, pieces in enumerate(shown))


def _code_line(pieces: Line, names: tuple[str, ...], width: int) -> Line:
    who = names[0] if len(names) == 1 else f"{names[0]}+{len(names) - 1}" if names else ""
    name = fit(who, min(cell_len(who), GUTTER - 2))
    before = " " * (GUTTER - 2 - cell_len(name))
    gutter = Piece(f"{before}{name}{'▸' if names else ' '} ", "key" if names else "")
    text = clip((gutter, *without_comment(pieces, width - GUTTER)), width)
    return under(pad(text, width), "marked", "") if names else text


def without_comment(pieces: Line, width: int) -> Line:
    """A comment that would be cut is left out: half a sentence helps nobody."""
    if width_of(pieces) <= width or len(pieces) < 2 or not pieces[-1].text.startswith("#"):
        return pieces
    *kept, last = pieces[:-1]
    return (*kept, Piece(last.text.rstrip(), last.look))


def top_for(top: int, focus: int, height: int, count: int) -> int:
    """The first line to show so that line `focus` (0: none) is seen, moving only if it must."""
    if focus and not top + MARGIN <= focus < top + height - MARGIN:
        top = focus - height // 3
    return max(1, min(top, count - height + 1))


class Code(Rows):
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
            self._top = top_for(self._top, focus, self.size.height, len(coloured(self._program)))
        self._draw()

    def _draw(self) -> None:
        self.show(code_page(self._program, self._standing, self._top, self.size.width, self.size.height))

    def _scroll(self, by: int) -> None:
        self._top = top_for(self._top + by, 0, self.size.height, len(coloured(self._program)))
        self._draw()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._scroll(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._scroll(-3)
