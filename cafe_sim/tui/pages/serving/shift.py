"""What the shift says in words: its heading, the line that tells why the clock stands, the first prompts."""

from __future__ import annotations

from typing import Final

from cafe_sim.catalogue import retell, say
from cafe_sim.game.days.prediction import KEYS
from cafe_sim.game.views import Answer, OrderView, ShiftView
from cafe_sim.game.words import full, listed, mmss
from cafe_sim.tui.pieces import Line, Page, Piece, clip, indent, line, rule, width_of, wrap
from cafe_sim.tui.themes import NO, YES

PROMPT: Final = 10
"""Cells before what a key does."""
ONE_DAY: Final[tuple[Answer, ...]] = ("yes", "no")
"""What may be said of one day."""


def heading(view: ShiftView, speed: float, width: int) -> Page:
    """What is played, clock, who was served: always at their places: nothing jumps. A title is whole or missing."""
    named = line(Piece(say(" SERVE "), "mode reverse bold"), Piece(f" {view.level} ", "title"))
    left = (*named, Piece(retell(view.title), "bold"))
    clock = f"{mmss(view.now):>5}"
    if view.over:
        running = Piece(say(" closed"), "dim")
    elif view.standing:
        running = Piece(say(" stands"), "accent", "do:go")
    else:
        running = Piece(f" ×{speed:<5g}", "dim", "do:faster")
    lost = Piece(say("  lost {n}", n=view.lost), "bad" if view.lost else "dim")
    right = line(
        Piece(clock, "bold", "do:go"),
        running,
        Piece(say("  served "), "dim"),
        f"{view.served}/{len(view.orders)}",
        lost,
        " ",
    )
    whole = width_of(left) + width_of(right) + 2 <= width
    return (clip(rule(left if whole else named, right, width), width),)


def message(view: ShiftView, refusal: str, width: int, *, can_skip: bool, news: str = "") -> Page:
    """A refusal, what a key has just changed, or why the clock stands and what lets it go on.

    One line, and a click on it does that; what was refused or changed is told whole, in two where it must be.
    """
    if refusal or news:
        return indent(wrap(retell(refusal or news), width - 1, "bad" if refusal else "accent")[:2], 1)
    if view.asked:
        return (clip(_question(view, width), width),)
    what, then, look = _why(view, can_skip=can_skip)
    does = "do:hand" if view.over or can_skip or not view.started else "do:go"
    return (clip(line(Piece(f" {what}" if what else "", look, does), Piece(f" {then}", "dim", does)), width),)


def _question(view: ShiftView, width: int) -> Line:
    """What may be guessed before the rest is run, and what goes on without a guess: as much of it as there is room for.

    Heading and footer say the rest, too.
    """
    answers: Line = tuple(
        piece
        for answer, key in KEYS.items()
        if answer in ONE_DAY
        for piece in _choice(key, retell(answer), f"do:predict('{answer}')")
    )
    asked = (Piece(f" {retell(view.asked)} ", "accent"), *answers)
    if not view.started:
        return (*asked, *_choice("enter", say("opens"), "do:hand"))
    stands = (Piece(f" {say('The clock stands.')}", "accent", "do:go"), *asked)
    goes, skips = _choice("space", say("goes on"), "do:go"), _choice("enter", say("skips"), "do:hand")
    tries: tuple[Line, ...] = ((*stands, *goes, *skips), (*stands, *goes), (*asked, *goes), asked)
    return next((tried for tried in tries if width_of(tried) <= width), asked)


def _choice(key: str, does: str, target: str) -> Line:
    """A key, and what it does: each clicked."""
    return (Piece(f" {key}", "key", target), Piece(f" {does} ", "", target))


def _why(view: ShiftView, *, can_skip: bool) -> tuple[str, str, str]:
    """(what is going on, what can be done, look)."""
    if view.over:
        over = say("The day is over: {served} of {count} served.", served=view.served, count=len(view.orders))
        return over, say("enter shows how it went."), "accent"
    if not view.started:
        by_rules = _rules_alone(view)
        then = say("The rules hand over. enter lets time begin.") if by_rules else say("Give somebody the first order.")
        return say("The clock stands."), then, "accent"
    if can_skip:
        skip = say("space goes on, enter skips to the end.") if view.standing else say("enter skips to the end.")
        return say("Nothing is left to decide."), skip, "accent"
    if view.waiting_for_you:
        return full(view.standing), say("Hand over, or space lets time go on."), "accent"
    if view.standing:
        return say("Paused."), say("space goes on."), "accent"
    return "", say("Time runs. space stops it, + makes it faster."), "dim"


def _rules_alone(view: ShiftView) -> bool:
    """Nobody stands on the rail whom the rules do not see to."""
    return view.rules and not any(order.state == "rail" and not order.by_rule for order in view.orders)


def prompts(view: ShiftView, width: int) -> Page:
    """What can be pressed before the first hand-over, where the log will be."""
    if _rules_alone(view):
        return _prompt("enter", say("opens the doors: the rules hand over"), width)
    names = [worker.name for worker in view.workers]
    one = len(names) == 1
    hands = ("enter", say("hands {name} the order —", name=names[0])) if one else _digits(names)
    keys = [("↑↓", say("choose who is next")), hands]
    if view.batch and view.taggable:
        keys.append(("w", say("hangs a tag on the {item}", item=retell(view.orders[view.batch - 1].item))))
    keys.append(("", say("time starts when you do")))
    keys.append((f"{YES} {NO}", say("in time, or too late")))
    return tuple(text for key, does in keys for text in _prompt(key, does, width))


def _prompt(key: str, does: str, width: int) -> Page:
    first, *rest = wrap(does, width - PROMPT)
    return (line(Piece(f"   {key:<{PROMPT - 3}}", "key"), *first), *indent(rest, PROMPT))


def _digits(names: list[str]) -> tuple[str, str]:
    return f"1–{len(names)}", say("give it to {names}", names=listed(names, "or"))


def why_page(view: ShiftView) -> tuple[str, ...]:
    """A sentence for everybody."""
    return tuple(worker_page(view, worker.name) for worker in view.workers)


def worker_page(view: ShiftView, name: str) -> str:
    """What somebody does, or why they cannot go on, and on which line of the program."""
    worker = next(worker for worker in view.workers if worker.name == name)
    why = retell(worker.why) or say("nothing in hand")
    told = say("{name}: {why}.", name=name, why=why) + _on(view, worker.line)
    if worker.state != "wait" or not worker.tasks:
        return told
    return " ".join((told, *(order_page(view, order) for order in view.orders if order.worker == name and order.doing)))


def order_page(view: ShiftView, order: OrderView) -> str:
    """The same for an order that somebody has in hand, "" for others."""
    name = f"#{order.number} {retell(order.item)}"
    return say("{name}: {why}.", name=name, why=retell(order.doing)) + _on(view, order.line) if order.doing else ""


def _on(view: ShiftView, number: int) -> str:
    """The line of the program somebody stands on."""
    lines = view.program.splitlines()
    if not 0 < number <= len(lines):
        return ""
    return f"  {say('line {line}: ', line=number)}{lines[number - 1].partition('  #')[0].strip()}"
