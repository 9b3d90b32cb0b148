"""Stations, till and stock on one line: "oven 1/2   till 9.00"."""

from __future__ import annotations

from cafe_sim.game.views import ThingView
from cafe_sim.tui.pieces import Page, Piece
from cafe_sim.tui.widgets.rows import Rows


class Things(Rows):
    """What everybody shares."""


def things_page(things: tuple[ThingView, ...]) -> Page:
    """One line; what is full has the colour of a worker who holds."""
    pieces = tuple(Piece(f" {thing.text}  ", "hold" if thing.full else "dim") for thing in things)
    return (pieces,) if pieces else ()
