"""The rail: everybody at the counter, those who have been given to nobody first, then whose cup is in the making, then
who comes next.

An order is drawn as its strip of steps, one cell a second where there is room: waits thin, hands-on thick. Below it,
how its customer feels, and how long they will stay: patience runs until the cup is handed out. Where there is little
height, the two lines become one.
"""

from __future__ import annotations

from rich.cells import cell_len

from cafe_sim.catalogue import retell, say
from cafe_sim.game.views import OrderView, ShiftView
from cafe_sim.game.words import mmss, mmss_up
from cafe_sim.tui.pages.lanes import strip_pieces
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, clip, fit, line, pad, spread, under
from cafe_sim.tui.themes import CURSOR

NEXT = 2
"""How many arrivals to come are shown."""
NUMBER_CELLS = 6
ITEM_CELLS = 10
BAR_CELLS = 12
SHORT_BAR = 3
FACE_CELLS = 3
TIME_CELLS = 6
URGENT = 0.34
"""From this share of patience on, it is drawn as bad."""
LEFT, GONE = "▄", "▁"
HOPEFUL = 0.67
"""Down to this share of patience a customer is all smiles."""
HANDS_KEPT = 3
"""So many of those in hand are worth that an order on the rail has one line instead of two."""


def is_urgent(order: OrderView, now: float) -> bool:
    """Little of its patience is left."""
    return order.leaves is not None and order.leaves - now <= URGENT * (order.leaves - order.arrives)


def face(order: OrderView, now: float) -> Piece:
    """How a customer feels about it; nobody waits for what is in no hurry."""
    if order.leaves is None:
        return Piece("  ")
    if order.leaves - now > HOPEFUL * (order.leaves - order.arrives):
        return Piece(":)", "dim")
    return Piece(":(", "bad") if is_urgent(order, now) else Piece(":|", "dim")


def patience_pieces(order: OrderView, now: float, cells: int) -> Line:
    """How much of a customer's patience is left: a bar, and until when."""
    if order.leaves is None:
        return line(Piece(say("no hurry"), "dim"))
    share = max(order.leaves - now, 0.0) / max(order.leaves - order.arrives, 0.001)
    full = min(cells, -int(-share * cells // 1))
    look = "bad" if is_urgent(order, now) else "dim"
    return line(
        Piece(LEFT * full, look),
        Piece(GONE * (cells - full), "idle"),
        Piece(say(" leaves {leaves}", leaves=mmss_up(order.leaves)), look),
    )


def in_the_making(view: ShiftView) -> list[OrderView]:
    """Whose cup somebody has in hand, the least patient first."""
    given = [order for order in view.orders if order.state == "given"]
    return sorted(given, key=lambda order: (order.leaves is None, order.leaves or 0.0, order.number))


def rail_page(view: ShiftView, marked: int, width: int, height: int) -> Page:
    """The whole rail in `height` lines."""
    waiting, given = view.on_rail, in_the_making(view)
    below = _coming(view, width)
    room = height - 1 - len(below)
    wanted = min(len(given), HANDS_KEPT) + 2 if given else 0
    each = 2 if len(waiting) * 2 + wanted <= room else 1
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
    hands = _hands(given, view.now, width, room - len(cards))
    return tuple(clip(text, width) for text in (title, *cards, *hands, *below)[:height])


def _hands(given: list[OrderView], now: float, width: int, room: int) -> Page:
    """Those whose cup is in the making, a line each."""
    if not given or room < 3:
        return ()
    cells = _bar_cells(given, width)
    rows = [_in_hand(order, now, width, cells) for order in given[: room - 2]]
    count = say("{count} being made", count=len(given))
    return (EMPTY, line(Piece(f" {count}", "dim")), *rows)


def _bar_cells(given: list[OrderView], width: int) -> int:
    """For the bars of patience of those in hand; none where a name would be cut for them: face and time say it, too."""
    room = width - NUMBER_CELLS - FACE_CELLS - TIME_CELLS - 1
    cells = min(max(room - ITEM_CELLS, SHORT_BAR), BAR_CELLS)
    return cells if all(cell_len(retell(order.item)) < room - cells for order in given) else 0


def _in_hand(order: OrderView, now: float, width: int, cells: int) -> Line:
    number = Piece(f" #{order.number:<{NUMBER_CELLS - 2}}", "dim")
    left = Piece(
        "" if order.leaves is None else f"{mmss_up(order.leaves):>5} ", "bad" if is_urgent(order, now) else "dim"
    )
    room = max(width - NUMBER_CELLS - FACE_CELLS - left.width - 1, 0)
    bar = patience_pieces(order, now, cells)[:2] if order.leaves is not None and cells else ()
    name = Piece(fit(retell(order.item), max(min(room - cells, ITEM_CELLS) - 1, 0)) + " ")
    return under(
        spread((number, face(order, now), Piece(" "), name, *bar), (left,), width), "", f"order:{order.number}"
    )


def _first_shown(waiting: list[OrderView], marked: int, fits: int) -> int:
    """Index of the first order drawn, so that the marked one is among them."""
    index = next((i for i, order in enumerate(waiting) if order.number == marked), 0)
    return max(0, index - fits + 1)


def _card(order: OrderView, now: float, is_marked: bool, width: int, lines: int) -> Page:
    number = Piece(
        f"{CURSOR if is_marked else ' '}#{order.number:<{NUMBER_CELLS - 2}}", "accent" if is_marked else "dim"
    )
    item = Piece(fit(retell(order.item), ITEM_CELLS), "bold" if is_marked else "")
    room = width - NUMBER_CELLS - ITEM_CELLS - 1
    if lines == 1:
        left = "" if order.leaves is None else say("{seconds:4.0f} s ", seconds=max(order.leaves - now, 0))
        strip = strip_pieces(order.strip, room - (7 if left else 0))
        page: Page = (
            spread((number, item, *strip), line(Piece(left, "bad" if is_urgent(order, now) else "dim")), width),
        )
    else:
        bar = patience_pieces(order, now, min(BAR_CELLS, width - NUMBER_CELLS - 14))
        page = (
            pad((number, item, *strip_pieces(order.strip, room)), width),
            pad((Piece(" "), face(order, now), Piece(f" {'R' if order.by_rule else ' '} ", "accent"), *bar), width),
        )
    return tuple(under(text, "marked" if is_marked else "", f"order:{order.number}") for text in page)


def _coming(view: ShiftView, width: int) -> Page:
    coming = [order for order in view.orders if order.state == "coming"]
    if not coming:
        return (EMPTY, line(Piece(say(" Nobody else will come."), "dim")))
    rows = [_arrival(order, width) for order in coming[:NEXT]]
    return (EMPTY, line(Piece(say(" NEXT   {count} to come", count=len(coming)), "dim")), *rows)


def _arrival(order: OrderView, width: int) -> Line:
    head = f" {mmss(order.arrives):<{NUMBER_CELLS - 1}}{fit(retell(order.item), ITEM_CELLS)}"
    strip = strip_pieces(order.strip, width - NUMBER_CELLS - ITEM_CELLS - 1)
    return line(Piece(head, "dim"), *(Piece(piece.text, "idle") for piece in strip))
