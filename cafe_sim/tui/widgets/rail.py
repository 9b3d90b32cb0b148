"""The rail: who is at the counter and has been given to nobody, and who comes next.

An order is drawn as its strip of steps, one cell a second where there is room: waits light, hands-on dark. Below it,
how long its customer will stay. Where there is little height, the two lines become one.
"""

from __future__ import annotations

from cafe_sim.catalogue import say
from cafe_sim.game.views import OrderView, ShiftView, Strip
from cafe_sim.game.words import mmss, mmss_up
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, clip, line, pad, spread
from cafe_sim.tui.themes import CURSOR
from cafe_sim.tui.widgets.rows import Rows, fit, glyph, under

NEXT = 2
"""How many arrivals to come are shown."""
NUMBER_CELLS = 6
ITEM_CELLS = 10
BAR_CELLS = 12
URGENT = 0.34
"""From this share of patience on, it is drawn as bad."""
LEFT, GONE = "▄", "▁"


class Rail(Rows):
    """The orders on the rail, one of them marked. A click on an order's lines says "order:5"."""


def on_rail(view: ShiftView) -> list[OrderView]:
    """Orders that can be marked, by number."""
    return [order for order in view.orders if order.state == "rail"]


def strip_pieces(strip: tuple[Strip, ...], cells: int) -> Line:
    """An order's steps in at most `cells` cells: a cell a second, fewer where it must be."""
    drawn_steps = [step for step in strip if step.seconds > 0]
    total = sum(step.seconds for step in drawn_steps)
    scale = min(1.0, cells / total) if total else 1.0
    pieces, done, drawn = [], 0.0, 0
    for following, step in zip(range(len(drawn_steps) - 1, -1, -1), drawn_steps, strict=True):
        done += step.seconds
        width = max(1, min(round(done * scale) - drawn, cells - drawn - following))
        drawn += width
        pieces.append(Piece(glyph(step.look) * width, step.look))
    return tuple(pieces)


def is_urgent(order: OrderView, now: float) -> bool:
    """Little of its patience is left."""
    return order.leaves is not None and order.leaves - now <= URGENT * (order.leaves - order.arrives)


def patience_pieces(order: OrderView, now: float, cells: int) -> Line:
    """How much of a customer's patience is left: a bar, and until when."""
    if order.leaves is None:
        return line(Piece(say("stays"), "dim"))
    share = max(order.leaves - now, 0.0) / max(order.leaves - order.arrives, 0.001)
    full = min(cells, -int(-share * cells // 1))
    look = "bad" if is_urgent(order, now) else "dim"
    return line(
        Piece(LEFT * full, look),
        Piece(GONE * (cells - full), "frame"),
        Piece(say(" leaves {leaves}", leaves=mmss_up(order.leaves)), look),
    )


def rail_page(view: ShiftView, marked: int, width: int, height: int) -> Page:
    """The whole rail in `height` lines."""
    waiting = on_rail(view)
    below = _coming(view, width)
    room = height - 1 - len(below)
    each = 2 if len(waiting) * 2 <= room else 1
    fits = max(room // each, 1)
    first = _first_shown(waiting, marked, fits)
    shown = waiting[first : first + fits]
    hidden = len(waiting) - len(shown)
    title = spread(
        line(Piece(say(" RAIL"), "dim")),
        line(Piece(say("{hidden} more ", hidden=hidden) if hidden else "", "accent")),
        width,
    )
    cards = [text for order in shown for text in _card(order, view.now, order.number == marked, width, each)]
    if not cards and view.started:
        cards = [line(Piece(say("     nobody is waiting"), "dim"))]
    return tuple(clip(text, width) for text in (title, *cards, *below)[:height])


def _first_shown(waiting: list[OrderView], marked: int, fits: int) -> int:
    """Index of the first order drawn, so that the marked one is among them."""
    index = next((i for i, order in enumerate(waiting) if order.number == marked), 0)
    return max(0, index - fits + 1)


def _card(order: OrderView, now: float, is_marked: bool, width: int, lines: int) -> Page:
    number = Piece(
        f"{CURSOR if is_marked else ' '}#{order.number:<{NUMBER_CELLS - 2}}", "accent" if is_marked else "dim"
    )
    item = Piece(fit(order.item, ITEM_CELLS), "bold" if is_marked else "")
    room = width - NUMBER_CELLS - ITEM_CELLS - 1
    if lines == 1:
        left = "" if order.leaves is None else f"{max(order.leaves - now, 0):4.0f} s "
        strip = strip_pieces(order.strip, room - 7)
        page: Page = (
            spread((number, item, *strip), line(Piece(left, "bad" if is_urgent(order, now) else "dim")), width),
        )
    else:
        bar = patience_pieces(order, now, min(BAR_CELLS, width - NUMBER_CELLS - 14))
        page = (
            pad((number, item, *strip_pieces(order.strip, room)), width),
            pad(
                (Piece(" " * NUMBER_CELLS), *(line(Piece(say("a rule gives it"), "dim")) if order.by_rule else bar)),
                width,
            ),
        )
    return tuple(under(text, "marked" if is_marked else "", f"order:{order.number}") for text in page)


def _coming(view: ShiftView, width: int) -> Page:
    coming = [order for order in view.orders if order.state == "coming"]
    if not coming:
        return (EMPTY, line(Piece(say(" Nobody else will come."), "dim")))
    rows = [_arrival(order, width) for order in coming[:NEXT]]
    return (EMPTY, line(Piece(f" NEXT   {len(coming)} to come", "dim")), *rows)


def _arrival(order: OrderView, width: int) -> Line:
    head = f" {mmss(order.arrives):<{NUMBER_CELLS - 1}}{fit(order.item, ITEM_CELLS)}"
    strip = strip_pieces(order.strip, width - NUMBER_CELLS - ITEM_CELLS - 1)
    return line(Piece(head, "dim"), *(Piece(piece.text, "idle") for piece in strip))
