"""The scheduler of a break level: everybody's next operation, side by side, and the value they share.

Each actor's panel shows the line it stands on, opened into read, think and write, and says when what it has in its head has
become wrong. Below, the moves made so far, newest last, as sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cafe_sim.tui.highlight import coloured
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, centre, clip, frame, indent, pad, spread, wrap
from cafe_sim.tui.themes import CURSOR, NO, YES

if TYPE_CHECKING:
    from cafe_sim.game.views import ActorView, MoveView, SchedulerView

SIDE_BY_SIDE = 56
"""From this width on two panels stand beside each other."""
THOUGHTS = 3
"""Parts of a line: read, think, write."""
TIGHT = 36
"""Up to this width a panel's title is only a name and an operation."""


def scheduler_page(view: SchedulerView, hint: str, width: int, height: int) -> Page:
    inner = min(width - 2, 110)
    count = len(view.moves)
    moves = f"{count} move{'' if count == 1 else 's'}"
    banner: Line = (Piece(" BREAK ", "mode reverse bold"), Piece(f" {view.title} ", "title"))
    page: list[Line] = [spread(banner, (Piece(f" {moves}", "bad"),), inner, Piece("━", "bad"))]
    page += [(Piece(" goal  ", "dim"), Piece(view.goal, "bold")), EMPTY]
    page += _panels(view, inner)
    page.append(_shared(view))
    below = _verdict(view, inner) if view.over else _prompt(view)
    below = [*wrap(f"hint: {hint}" if hint and not view.over else "", inner, "accent"), *below]
    spare = height - len(page) - len(below)
    made = _moves(view.moves, inner, max(spare, 1))
    air = [EMPTY] * (spare - len(made))
    page += [*air[:1], *made, *air[1:2], *below]
    return centre(page, width, height) if height > len(page) + 8 else indent(page, (width - inner) // 2)


def _shared(view: SchedulerView) -> Line:
    wrong = view.won or any(move.wrong for move in view.moves)
    value = Piece(f"{view.value}{f' {NO}' if wrong else ''}", "bad bold" if wrong else "accent bold")
    return (Piece("  shared now   ", "dim"), value)


def _panels(view: SchedulerView, width: int) -> Page:
    two = width >= SIDE_BY_SIDE and len(view.actors) > 1
    each = (width - 1) // 2 if two else width
    panels = [_panel(actor, view.program, each) for actor in view.actors]
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


def _panel(actor: ActorView, program: str, width: int) -> Page:
    act = f"move({actor.key})"
    tight = width <= TIGHT
    title: Line = (Piece(f"{actor.key} ", "key", act), Piece(actor.name, "bold", act), Piece("  "))
    if actor.can_move:
        title += (*((Piece("next: ", "dim", act),) if not tight else ()), Piece(actor.next, "accent", act))
    else:
        title += (Piece(actor.why, "stuck" if actor.next else "dim"),)
    body = [*_excerpt(program, actor.line, tight, here=bool(actor.next)), *_thoughts(actor)]
    framed = frame(title, body, width, "bad" if actor.can_move else "frame")
    return tuple(tuple(piece._replace(target=act) if actor.can_move else piece for piece in line) for line in framed)


def _excerpt(program: str, line: int, tight: bool, *, here: bool) -> list[Line]:
    """`line` (0: nowhere) and the one above it."""
    lines = coloured(program)
    above, own = ((lines[n - 1] if 0 < n <= len(lines) else EMPTY) for n in (line - 1, line))
    blank = " " if tight else "  "
    if not here:
        return [(Piece(blank), *above), (Piece(blank), *own)]
    marked = (piece._replace(look=f"marked {piece.look}".strip()) for piece in own)
    return [(Piece(blank), *above), (Piece("▸" + blank[1:], "accent"), *marked)]


SIGNS: Final = {"done": (YES, "dim"), "next": (CURSOR, "accent bold"), "later": (" ", "dim")}


def _thoughts(actor: ActorView) -> list[Line]:
    """The line opened: what is done of it, what comes next; and whether what the actor has in its head still holds."""
    lines: list[Line] = []
    for thought in actor.thoughts:
        sign, look = SIGNS[thought.when]
        lines.append((Piece(f"    {sign} {thought.text}", look),))
    lines += [EMPTY] * (THOUGHTS - len(lines))
    return [*lines, (Piece(f"    {NO} {actor.stale}", "bad bold") if actor.stale else Piece(" "),)]


def _moves(moves: tuple[MoveView, ...], width: int, room: int) -> list[Line]:
    first = max(len(moves) - room, 0)
    return [
        clip(
            (
                Piece(f" {number:>3}  ", "dim"),
                Piece(f"{move.actor} ", "bold"),
                Piece(move.text, "bad bold" if move.wrong else ""),
                Piece(f"  {NO} {move.wrong}" if move.wrong else "", "bad"),
            ),
            width,
        )
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
    steps = [("enter", "what it teaches", "go_on")] if view.won else []
    steps += [("←", "step back", "step_back"), ("r", "once more", "restart")]
    after: Line = (Piece(" "),)
    for key, words, target in steps:
        after += (Piece(key, "key", target), Piece(f" {words}    ", "", target))
    return [*indent([first, *rest], 1), after]
