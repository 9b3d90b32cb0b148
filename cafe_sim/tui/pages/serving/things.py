"""Stations, till and stock on one line: "oven ●○ Bo   till 9.00"."""

from __future__ import annotations

from cafe_sim.catalogue import retell, say
from cafe_sim.game.views import ShiftView, ThingView
from cafe_sim.game.words import listed
from cafe_sim.tui.pieces import Line, Page, Piece, width_of
from cafe_sim.tui.themes import NO

DRAWN = 6
"""Up to so many places of a station are drawn, of more there is only the number."""
TAKEN, FREE = "●", "○"


def things_page(view: ShiftView, width: int) -> Page:
    """One line; what is full has the colour of a worker who holds, what is wrong says what it should be."""
    things = tuple(piece for thing in view.things for piece in _thing(thing))
    tags = _tags(view)
    if width_of((*things, *tags)) > width:
        tags = _tags(view, brief=True)
    return ((*things, *tags),) if things or tags else ()


def _thing(thing: ThingView) -> Line:
    if 0 < thing.places <= DRAWN:
        taken = TAKEN * len(thing.users) + FREE * (thing.places - len(thing.users))
        name = retell(thing.text.rpartition(" ")[0])
        at_it = f" {' '.join(thing.users)}" if thing.users else ""
        look = "hold" if thing.full else "dim"
        return (Piece(f" {name} ", look), Piece(taken, "hold" if thing.users else "dim"), Piece(f"{at_it}  ", look))
    if thing.should:
        should = say("should be {should}", should=thing.should)
        return (Piece(f" {NO} {retell(thing.text)}", "bad bold"), Piece(f" {should}  ", "bad"))
    return (Piece(f" {retell(thing.text)}  ", "hold" if thing.full else "dim"),)


def _tags(view: ShiftView, *, brief: bool = False) -> Line:
    """Whom the batch order waits for; `brief`, its tags."""
    if not view.batch or not view.taggable:
        return ()
    item = view.orders[view.batch - 1].item
    if brief:
        words, whom = say(" tags: "), " ".join(view.tags) or say("none")
    else:
        words, whom = say(" {item} waits for ", item=retell(item)), listed(view.tags) or say("nobody")
    return (Piece(words, "dim", "tag"), Piece(f"{whom} ", "accent" if view.tags else "bold", "tag"))
