"""The screen for a window that is too small to play in. What lies below it stands still until there is room again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from textual.geometry import Size

from cafe_sim.catalogue import say
from cafe_sim.tui.commands import Command
from cafe_sim.tui.pieces import Page, Piece, centre, wrap
from cafe_sim.tui.screens.base import QUIT, CafeScreen
from cafe_sim.tui.widgets.board import Board

LEAST: Final = Size(60, 18)


def fits(size: Size) -> bool:
    """Whether the game can be played in a window of `size`."""
    return size.width >= LEAST.width and size.height >= LEAST.height


def small_page(width: int, height: int) -> Page:
    """How large the window is, and how large it has to be."""
    words = say(
        "The window is {window}. The café needs {least}. The clock stands.",
        window=f"{width} × {height + 1}",
        least=f"{LEAST.width} × {LEAST.height}",
    )
    page = ((Piece(say("Too small"), "title"),), *wrap(words, max(min(width - 2, 40), 1)))
    return centre(page, width, height)


class TooSmall(CafeScreen):
    """Says how big the window must be."""

    help_title = "Too small"

    @classmethod
    def all_commands(cls) -> tuple[Command, ...]:
        """There is no room for help or a palette either."""
        return (QUIT,)

    def compose_body(self) -> Iterable[Any]:
        yield Board(small_page)
