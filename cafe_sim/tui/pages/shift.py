"""What the shift says in words: its heading, the line that tells why the clock stands, the first prompts."""

from __future__ import annotations

from typing import Final

from cafe_sim.game.views import ShiftView
from cafe_sim.game.words import mmss
from cafe_sim.tui.pieces import EMPTY, Page, Piece, clip, line, rule

SPEEDS: Final = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Café seconds a second."""


def heading(view: ShiftView, speed: float, width: int) -> Page:
    """Title, clock, and how many were served: always the same places, so that nothing jumps."""
    left = line(Piece(f" {view.level} ", "title"), Piece(view.title, "bold"))
    clock = f"{mmss(view.now):>5}"
    running = Piece(f" ×{speed:g}  ", "dim") if not view.standing and not view.over else Piece(" stands", "accent")
    if view.over:
        running = Piece(" closed", "dim")
    lost = Piece(f"  lost {view.lost}", "bad" if view.lost else "dim")
    right = line(
        Piece(clock, "bold"), running, Piece("  served ", "dim"), f"{view.served}/{len(view.orders)}", lost, " "
    )
    return (clip(rule(left, right, width), width),)


def message(view: ShiftView, refusal: str, width: int, *, can_skip: bool) -> Page:
    """One line: a refusal, or why the clock stands and what lets it go on."""
    if refusal:
        return (clip(line(Piece(f" {refusal}", "bad")), width),)
    what, then, look = _why(view, can_skip=can_skip)
    return (clip(line(Piece(f" {what}" if what else "", look), Piece(f" {then}", "dim")), width),)


def _why(view: ShiftView, *, can_skip: bool) -> tuple[str, str, str]:
    """(what is going on, what can be done, look)."""
    if view.over:
        return f"The day is over: {view.served} of {len(view.orders)} served.", "enter shows how it went.", "accent"
    if not view.started:
        return "The clock stands.", "Give somebody the first order.", "accent"
    if can_skip:
        return "Nothing is left to decide.", "enter skips to the end.", "accent"
    if view.waiting_for_you:
        because = f"{view.standing[:1].upper()}{view.standing[1:]}."
        return because, "Hand over, or space lets time go on.", "accent"
    if view.standing:
        return "Paused.", "space goes on.", "accent"
    return "", "Time runs. space stops it, + makes it faster.", "dim"


def prompts(view: ShiftView) -> Page:
    """What a new player is told before the first hand-over."""
    first = view.workers[0].name if view.workers else "somebody"
    return (
        line(Piece("   ↑↓     ", "key"), "choose who is next"),
        EMPTY,
        line(Piece("   enter  ", "key"), f"hands {first} the order —"),
        line(Piece("          "), "time starts when you do"),
    )


def why_page(view: ShiftView) -> tuple[str, ...]:
    """A sentence for everybody: what they do, or why they cannot go on."""
    return tuple(f"{worker.name}: {worker.why or 'nothing in hand'}." for worker in view.workers)
