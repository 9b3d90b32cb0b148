"""The scheduler of a break level: everybody's next operation, side by side, and the value they share.

Each actor's panel shows the part of the program it stands in, its line marked, and what it carries in its head: a value that
was read and not yet written back. Below, the moves made so far, newest last, as sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, centre, clip, frame, indent, pad, rule, wrap
from cafe_sim.tui.themes import NO, YES
from cafe_sim.tui.widgets.code import coloured

if TYPE_CHECKING:
    from cafe_sim.game.views import ActorView, MoveView, SchedulerView

SIDE_BY_SIDE = 56
"""From this width on two panels stand beside each other."""
TIGHT = 36
"""Up to this width a panel's title is only a name and an operation."""


def scheduler_page(view: SchedulerView, width: int, height: int) -> Page:
    inner = min(width - 2, 110)
    count = len(view.moves)
    moves = f"{count} move{'' if count == 1 else 's'}"
    page: list[Line] = [rule((Piece(view.title, "title"),), (Piece(f"break · {moves}", "accent"),), inner)]
    page += [(Piece(" goal  ", "dim"), Piece(view.goal, "bold")), EMPTY]
    page += _panels(view, inner)
    page.append((Piece("  shared now   ", "dim"), Piece(view.value, "accent bold")))
    below = _verdict(view, inner) if view.over else _prompt(view)
    room = height - len(page) - len(below) - 2
    page += [EMPTY, *_moves(view.moves, inner, max(room, 1))]
    if height - len(page) > len(below):
        page.append(EMPTY)
    page += below
    return centre(page, width, height) if height > len(page) + 8 else indent(page, (width - inner) // 2)


def _panels(view: SchedulerView, width: int) -> Page:
    two = width >= SIDE_BY_SIDE and len(view.actors) > 1
    each = (width - 1) // 2 if two else width
    context = 3 if two and not view.over else 1
    panels = [_panel(actor, view.program, each, context) for actor in view.actors]
    if not two:
        return tuple(line for panel in panels for line in panel)
    lines: list[Line] = []
    for left, right in zip(panels[::2], [*panels[1::2], ()], strict=False):
        tall = max(len(left), len(right))
        for row in range(tall):
            a = left[row] if row < len(left) else (Piece(" " * each),)
            b = right[row] if row < len(right) else EMPTY
            lines.append((*pad(a, each), Piece(" "), *b))
    return tuple(lines)


def _panel(actor: ActorView, program: str, width: int, context: int) -> Page:
    act = f"move({actor.key})"
    title: Line = (Piece(f"{actor.key} ", "key", act), Piece(actor.name, "bold", act), Piece("  "))
    if actor.can_move:
        title += (*((Piece("next: ", "dim", act),) if width > TIGHT else ()), Piece(actor.next, "accent", act))
    else:
        title += (Piece(actor.why, "stuck" if actor.next else "dim"),)
    body = [*_excerpt(program, actor.line, context), (Piece(actor.head or " ", "wait"),)]
    framed = frame(title, body, width, "accent" if actor.can_move else "frame")
    return tuple(tuple(piece._replace(target=act) if actor.can_move else piece for piece in line) for line in framed)


def _excerpt(program: str, line: int, context: int) -> list[Line]:
    """The lines around `line` (0: nowhere), always as many."""
    lines = coloured(program)
    shown: list[Line] = []
    for number in range(line - context, line + 2):
        here = line > 0 and number == line
        text = lines[number - 1] if line > 0 and 0 < number <= len(lines) else EMPTY
        gutter = Piece("▸ " if here else "  ", "accent")
        shown.append(
            (gutter, *(piece._replace(look=f"marked {piece.look}".strip()) if here else piece for piece in text))
        )
    return shown


def _moves(moves: tuple[MoveView, ...], width: int, room: int) -> list[Line]:
    first = max(len(moves) - room, 0)
    return [
        clip((Piece(f" {number:>3}  ", "dim"), Piece(f"{move.actor} ", "bold"), Piece(move.text)), width)
        for number, move in enumerate(moves[first:], first + 1)
    ]


def _prompt(view: SchedulerView) -> list[Line]:
    keys = [actor for actor in view.actors if actor.can_move]
    pieces: Line = (Piece(" "),)
    for actor in keys:
        act = f"move({actor.key})"
        pieces += (Piece(f"{actor.key}", "key", act), Piece(f" {actor.name} moves    ", "", act))
    return [pieces]


def _verdict(view: SchedulerView, width: int) -> list[Line]:
    look = "good" if view.won else "bad"
    sign = YES if view.won else NO
    first, *rest = wrap(f"{sign} {view.verdict}", width - 2, f"{look} bold")
    after = "enter: what it teaches" if view.won else "left: step back    r: once more"
    return [*indent([first, *rest], 1), (Piece(f" {after}", "dim", "go_on"),)]
