"""The staff: one lane each, a cell a second or more, with the state in word, glyph and colour and the reason for it.

A barista's lane opens to her orders. For the marked order every worker's head says what giving it to them would lead
to. Three densities, chosen by the height at hand: *roomy* (head, lane, reason, a lane for each of a barista's orders),
*close* (head with the reason, lane, those order lanes that fit) and *tight* (one line a worker). Once the day is over
the lanes show the whole of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from rich.cells import cell_len

from cafe_sim.catalogue import retell, say
from cafe_sim.game.colours import STATE_GLYPHS, state_word
from cafe_sim.game.views import Forecast, Lane, OrderView, ShiftView, WorkerView
from cafe_sim.game.words import mmss, mmss_up
from cafe_sim.tui.pages.lanes import Axis, lane_pieces
from cafe_sim.tui.pages.serving.program import HERE
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, clip, fit, line, pad, padded, spread, under, width_of
from cafe_sim.tui.themes import NO, YES

GUTTER = 15
"""Cells before a lane: names and states stand there."""
LABEL_CELLS = 20
"""Cells kept free right of "now", for the words at the tip of a lane."""
ROOM_FOR_CODE = 60
"""From this width on, cells are kept free right of "now" for the lines of a program that is not seen."""
NARROW = 50
"""Below this width reasons begin further left."""
SHORT_NAME = 6
ORDERS_KEPT = 6
"""Lines kept for a barista's orders before air is put between workers: nothing moves when she is given one more."""
PAGE = 10.0
"""The window of time moves on by whole pages, so that lanes stand still in between."""
WINDOW = 30.0
"""Seconds that should be seen before a second is given a second cell …"""
CELLS_AT_MOST = 4
"""… and a third, and so on."""
FIGURE_CELLS = 7
"""From one figure of the ruler to the next, at least."""


def axis_for(now: float, cells: int, words: int = LABEL_CELLS) -> Axis:
    """A window of time in which now is seen, with room for `words` cells of words on its right."""
    room = cells - min(words, cells // 2)
    scale = min(max(room // int(WINDOW), 1), CELLS_AT_MOST)
    seen = room / scale
    page = PAGE if seen >= PAGE else 1.0
    start = max(-int(-(now - seen) // page), 0) * page
    return Axis(start, float(scale), cells)


def axis_of_day(end: float, cells: int) -> Axis:
    """The whole day, as wide as a second may be, or narrower where it must."""
    most = (cells - 1) / max(end, 1.0)
    return Axis(0.0, min(float(int(most)), float(CELLS_AT_MOST)) if most >= 1 else most, cells)


def axis_line(axis: Axis) -> Line:
    """The ruler: a figure every ten seconds, or more where they would touch."""
    cells = [" "] * axis.cells
    second, step = axis.start, PAGE
    while step * axis.scale < FIGURE_CELLS:
        step += PAGE
    while axis.cell(second) + 4 <= axis.cells:
        cells[axis.cell(second) : axis.cell(second) + 4] = mmss(second)
        second += step
    return line(Piece(fit(say(" STAFF"), GUTTER), "dim"), Piece("".join(cells), "frame"))


def forecast_pieces(forecast: Forecast | None, *, short: bool = False) -> Line:
    """ "out 0:22 ✔", "✗ leaves 0:25", "✗ incomplete 0:03", "out 0:22 ✗ loses #4"; `short`: "0:22 ✔", "✗ 0:25",
    "✗ #4".
    """
    if forecast is None:
        return ()
    out = "" if forecast.out is None else mmss_up(forecast.out)
    if not forecast.in_time:
        leaves = "" if forecast.leaves is None else mmss_up(forecast.leaves)
        gone = say("leaves {leaves}", leaves=leaves) if leaves else say("never out")
        gone = say("incomplete {leaves}", leaves=leaves) if forecast.incomplete else gone
        return line(Piece(f"{NO} {(leaves if short else gone) or gone} ", "bad"))
    if forecast.also_lost:
        lost = " ".join(f"#{number}" for number in forecast.also_lost[:2])
        loses = Piece(say("{sign} loses {lost} ", sign=NO, lost=lost), "bad")
        return line(Piece(f"{NO} {lost} ", "bad")) if short else line(Piece(say("out {out} ", out=out), "dim"), loses)
    return line(Piece(f"{out} " if short else say("out {out} ", out=out), "dim"), Piece(f"{YES} ", "good"))


def staff_page(
    view: ShiftView, forecasts: Mapping[str, Forecast], width: int, height: int, *, code: bool = False
) -> Page:
    """The whole staff in `height` lines.

    `code`: the program is not seen beside it, so everybody's line of it stands at the tip of their lane.
    """
    baristas = any(worker.role == "barista" for worker in view.workers)
    words = LABEL_CELLS if baristas or (code and width >= ROOM_FOR_CODE) else 1
    cells = max(width - GUTTER, 8)
    axis = axis_of_day(view.now, cells) if view.over else axis_for(view.now, cells, words)
    program = view.program if code else ""
    room = height - 1
    count = max(len(view.workers), 1)
    hands = {worker.name: orders_in_hand(view, worker) for worker in view.workers}
    to_open = ORDERS_KEPT if baristas else 0
    density = 3 if room >= 3 * count + min(to_open, 3) else 2 if room >= 2 * count else 1
    spare = room - density * count if density > 1 else 0
    airy = density == 3 and spare >= count + to_open
    spare -= count if airy else 0
    page: list[Line] = [axis_line(axis)]
    for worker in view.workers:
        page += [EMPTY] if airy else []
        draw = (_tight, _close, _roomy)[density - 1]
        lane, at = lane_pieces(worker.lane, axis, view.now), _at(program, worker)
        lines = draw(worker, forecasts.get(worker.name), lane, at, width)
        page += [under(pad(text, width), "", f"worker:{worker.name}") for text in lines]
        opened = _order_lines(hands[worker.name], worker, axis, view, width, spare, code=code)
        if len(opened) > spare > 0:
            more = line(Piece(say("   and {count} more orders", count=len(opened) - spare + 1), "dim"))
            opened = (*opened[: spare - 1], more)
        page += opened[: max(spare, 0)]
        spare -= len(opened)
    return tuple(page[:height])


def orders_in_hand(view: ShiftView, worker: WorkerView) -> list[OrderView]:
    """The orders a barista's lane opens to, by number; none for others: their lane says it all."""
    if worker.role != "barista":
        return []
    return [order for order in view.orders if order.state == "given" and order.worker == worker.name]


def _name(worker: WorkerView, cells: int) -> Line:
    return line(Piece(f" {worker.key} ", "key"), Piece(fit(worker.name, cells), "bold"))


def _at(program: str, worker: WorkerView) -> Line:
    """The line of the program that a worker stands on."""
    return _stands_on(program, worker.line) if worker.state != "idle" else ()


def _stands_on(program: str, number: int) -> Line:
    text = code_at(program, number)
    return line(Piece(f" {HERE} ", "key"), Piece(text)) if text else ()


@lru_cache(256)
def code_at(program: str, number: int) -> str:
    """A line of a program without its comment, "" where there is none."""
    lines = program.splitlines()
    return lines[number - 1].partition("  #")[0].strip() if 0 < number <= len(lines) else ""


def _roomy(worker: WorkerView, forecast: Forecast | None, lane: Line, at: Line, width: int) -> Page:
    ahead = forecast_pieces(forecast)
    held = say("{in_hand} in hand", in_hand=worker.in_hand) if worker.in_hand else ""
    room = width - GUTTER - width_of(ahead) - 2
    role = retell(worker.role)
    few = say("has {in_hand}", in_hand=worker.in_hand)
    choices = (f"{role} · {held}", held, few) if held else (role,)
    words = next((choice for choice in choices if cell_len(choice) <= room), "")
    head = (*_name(worker, min(GUTTER - 3, room + GUTTER - 3)), Piece(words, "dim"))
    why = _why(worker, width - 3)
    return (
        spread(head, ahead, width),
        _with_code((_state(worker, GUTTER), *lane), at, width),
        clip(line(" " * _why_indent(why, width), why), width),
    )


def _why_indent(why: Piece, width: int) -> int:
    """A reason stands below its lane, or below the state where it is too long for that."""
    return GUTTER if width >= NARROW and GUTTER + why.width <= width else 3


def _why(worker: WorkerView, room: int) -> Piece:
    """Why they stand or what they do, as much of it as fits: whatever else goes, what they want
    and who has it stays.
    """
    choices = (retell(worker.why), retell(worker.reason))
    look = worker.state if worker.state in ("stuck", "hold") else "dim"
    return Piece(next((words for words in choices if cell_len(words) <= room), choices[1] or choices[0]), look)


def _close(worker: WorkerView, forecast: Forecast | None, lane: Line, at: Line, width: int) -> Page:
    ahead = forecast_pieces(forecast, short=width < NARROW)
    name = _name(worker, SHORT_NAME if width < NARROW else GUTTER - 3)
    head = (*name, _why(worker, width - width_of((*name, *ahead)) - 1))
    return (spread(head, ahead, width), _with_code((_state(worker, GUTTER), *lane), at, width))


def _with_code(lane: Line, at: Line, width: int) -> Line:
    """The line of the program at a lane's tip, where it is seen whole."""
    return (*lane, *at) if width_of((*lane, *at)) <= width else clip(lane, width)


def _tight(worker: WorkerView, forecast: Forecast | None, lane: Line, at: Line, width: int) -> Page:
    """No height for lanes: the state, the reason and the forecast, and the line of the program where all of it fits
    beside them.
    """
    del lane
    ahead = forecast_pieces(forecast, short=width < NARROW)
    name = _name(worker, SHORT_NAME)
    room = width - width_of((*name, *ahead)) - 1
    state = _state(worker, 9)
    if worker.state == "stuck" and state.width + cell_len(retell(worker.reason)) > room:  # whom it waits for says it
        state = Piece(f"{STATE_GLYPHS[worker.state]} ", worker.state)
    said = (*name, state, _why(worker, room - state.width))
    stands = (*said, Piece(" "), *at)
    return (spread(stands if at and width_of((*stands, *ahead)) < width else said, ahead, width),)


def _state(worker: WorkerView, cells: int) -> Piece:
    indent = "   " if cells == GUTTER else ""
    return Piece(
        fit(f"{indent}{padded(state_word(worker.state), 5)} {STATE_GLYPHS[worker.state]}", cells), worker.state
    )


def _order_lines(
    orders: list[OrderView], worker: WorkerView, axis: Axis, view: ShiftView, width: int, spare: int, *, code: bool
) -> Page:
    """A line for each of a barista's orders; two, where there is no room for words beside the lanes, and height for
    words below.
    """
    whole = tuple(_order_line(order, worker, axis, view, order.doing, code=code) for order in orders)
    below = any(width_of(text) > width for text in whole) and 2 * len(orders) <= spare
    lines: list[Line] = []
    for order, text in zip(orders, whole, strict=True):
        bare = _order_line(order, worker, axis, view, "", code=code)
        if below:
            words = retell(order.doing)
            drawn = [bare, (Piece(" " * max(min(GUTTER, width - cell_len(words)), 3)), Piece(words, "dim"))]
        elif width_of(text) <= width:
            drawn = [text]
        else:
            words = _in_short(retell(order.doing), width - width_of(bare) - 1)
            drawn = [(*bare, Piece(f" {words}", "dim"))]
        lines += [under(pad(clip(each, width), width), "", f"order:{order.number}") for each in drawn]
    return tuple(lines)


def _in_short(doing: str, room: int) -> str:
    """What an order is doing, else until when: a part that is whole rather than more that is cut."""
    until, _, what = doing.replace("：", ": ").partition(": ")
    return next((words for words in (doing, what, until) if words and cell_len(words) <= room), doing)


def _order_line(order: OrderView, worker: WorkerView, axis: Axis, view: ShiftView, doing: str, *, code: bool) -> Line:
    """One of a barista's orders: its own lane, and what it is doing at the lane's tip, on which line, where there is
    room for all of that.
    """
    own = next((lane for lane in worker.tasks if lane.name == f"#{order.number}"), Lane("", ()))
    label = Piece(fit(f"  #{order.number} {retell(order.item)}", GUTTER - 1) + " ", "dim")
    text: Line = (label, *lane_pieces(own, axis, view.now))
    stands = _stands_on(view.program, order.line) if code else ()
    said: Line = (Piece(f" {retell(doing)}", "dim"),) if doing else ()
    if said and stands and width_of((*text, *said, *stands)) < GUTTER + axis.cells:
        said = (*said, Piece(" "), *stands)
    return (*text, *said)
