"""Stations, till and stock on one line: "oven 1/2   till 9.00"."""

from __future__ import annotations

from cafe_sim.game.views import ShiftView
from cafe_sim.game.words import listed
from cafe_sim.tui.pieces import Line, Page, Piece
from cafe_sim.tui.widgets.rows import Rows


class Things(Rows):
    """What everybody shares. A click on the batch order's tags hangs the next one: "tag"."""


def things_page(view: ShiftView) -> Page:
    """One line; what is full has the colour of a worker who holds."""
    pieces = (*(Piece(f" {thing.text}  ", "hold" if thing.full else "dim") for thing in view.things), *_tags(view))
    return (pieces,) if pieces else ()


def _tags(view: ShiftView) -> Line:
    if not view.batch or not view.taggable:
        return ()
    item = view.orders[view.batch - 1].item
    whom = listed(view.tags) or "nobody"
    return (Piece(f" {item} waits for ", "dim", "tag"), Piece(f"{whom} ", "accent" if view.tags else "bold", "tag"))
