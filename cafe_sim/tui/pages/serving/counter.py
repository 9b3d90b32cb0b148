"""The counter of a shift as a picture: who works behind it, with a cup for each order in hand, and who stands before
it.

It shows nothing that rail and staff do not tell, too, so it is there only where there is room to spare. Guests stand in
the order in which they came; one who still waits for somebody to take the order has an arm up. Who has just been served
leaves with a cup, who has lost patience without. Pure: the same view is the same picture.
"""

from __future__ import annotations

from typing import Final

from cafe_sim.catalogue import say
from cafe_sim.game.colours import STATE_GLYPHS
from cafe_sim.game.views import OrderView, ShiftView, WorkerView
from cafe_sim.tui.pages.canvas import Canvas
from cafe_sim.tui.pages.serving.rail import face, is_urgent
from cafe_sim.tui.pieces import Page, fit

COUNTER_HEIGHT: Final = 8
GUEST_CELLS: Final = 6
WORKER_CELLS: Final = 14
MACHINE_CELLS: Final = 8
CUPS: Final = 4
"""So many cups are drawn, of more there is a number."""
LEAVES: Final = 2.0
"""Seconds for which somebody is seen leaving."""
PACE: Final = 3.0
"""Cells a second."""


def counter_page(view: ShiftView, marked: int, width: int, *, still: bool) -> Page:
    """The picture, `width` cells wide. `still`: whoever leaves does not walk."""
    canvas = Canvas(width, COUNTER_HEIGHT)
    canvas.put(1, 3, "═" * (width - 2), "frame")
    shown = view.workers[: max(width // WORKER_CELLS, 1)]
    for place, worker in enumerate(shown):
        _worker(canvas, 2 + place * (width // len(shown)), worker, width // len(shown) - 2)
    if width >= len(shown) * WORKER_CELLS + MACHINE_CELLS:
        _machine(canvas, view, still=still)
    _guests(canvas, view, marked)
    _leaving(canvas, view, still=still)
    return canvas.page()


def _machine(canvas: Canvas, view: ShiftView, *, still: bool) -> None:
    """It steams while anything is being made."""
    x = canvas.width - MACHINE_CELLS
    canvas.put(x, 2, "[▒▒]", "dim")
    if any(worker.state != "idle" for worker in view.workers):
        canvas.put(x + 1, 1, (" ~", "~ ")[0 if still else int(view.now) % 2], "dim")


def _worker(canvas: Canvas, x: int, worker: WorkerView, cells: int) -> None:
    target = f"worker:{worker.name}"
    canvas.put(x, 0, fit(worker.name, min(len(worker.name), cells - 3)), "bold", target)
    canvas.put(x + min(len(worker.name), cells - 3) + 1, 0, STATE_GLYPHS[worker.state], worker.state, target)
    canvas.put(x, 1, " o ", worker.state, target)
    canvas.put(x, 2, "/|\\", worker.state, target)
    if worker.in_hand:
        cups = "u" * worker.in_hand if worker.in_hand <= CUPS else f"u×{worker.in_hand}"
        canvas.put(x + 4, 2, cups, "accent", target)


def _guests(canvas: Canvas, view: ShiftView, marked: int) -> None:
    there = [order for order in view.orders if order.state in ("rail", "given")]
    places = max((canvas.width - 2 - 2 * GUEST_CELLS) // GUEST_CELLS, 1)
    first = sorted(there, key=lambda order: (order.state == "given", order.number))[
        :places
    ]  # who may be chosen is seen
    for place, order in enumerate(order for order in there if order in first):
        _guest(canvas, 2 + place * GUEST_CELLS, view, order, is_marked=order.number == marked)
    if len(there) > places:
        canvas.put(2 + places * GUEST_CELLS, 5, say("+{count}", count=len(there) - places), "dim")


def _guest(canvas: Canvas, x: int, view: ShiftView, order: OrderView, *, is_marked: bool) -> None:
    target = f"order:{order.number}"
    waits = order.state == "rail"
    if order.leaves is None:  # nobody waits for it: a ticket
        canvas.put(x, 5, "┌─┐", "dim", target)
        canvas.put(x, 6, "└─┘", "dim", target)
    else:
        mood = face(order, view.now)
        canvas.put(x, 4, mood.text, mood.look, target)
        canvas.put(x, 5, "/|/" if waits else "/|\\", "bad" if is_urgent(order, view.now) else "", target)
        canvas.put(x, 6, "/ \\", "dim", target)
    canvas.put(x, 7, f"#{order.number}", "accent bold" if is_marked else "bold" if waits else "dim", target)


def _leaving(canvas: Canvas, view: ShiftView, *, still: bool) -> None:
    """On the right, where the door is: the last of those who have just gone."""
    gone = [order for order in view.orders if order.gone is not None and order.leaves is not None]
    last = max(gone, key=lambda order: order.gone or 0.0, default=None)
    if last is None or last.gone is None or view.now - last.gone >= LEAVES:
        return
    since = 0.0 if still else view.now - last.gone
    x = canvas.width - GUEST_CELLS - 2 + int(since * PACE)
    is_served = last.state == "served"
    canvas.put(x, 4, ":)" if is_served else ":(", "" if is_served else "bad")
    canvas.put(x, 5, "/|\\u" if is_served else "/|\\", "" if is_served else "bad")
    canvas.put(x, 6, ("/ \\", " | ")[int(since * PACE) % 2], "dim")
    canvas.put(x, 7, f"#{last.number}", "dim")
