"""The scheduler of a break level: everybody's next operation, side by side, and the values they share.

Each actor's panel shows the function it is in and the line it stands on, opened into read, think and write, and says
when what it has in its head has become wrong. Below, what is shared with its versions; the line of moves, on which any
can be gone to with a click; and the moves as sentences. Once it is done, the player's way stands beside the shortest.
"""

from __future__ import annotations

from itertools import dropwhile
from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import retell, say, say_number
from cafe_sim.game.colours import STATE_GLYPHS
from cafe_sim.tui.highlight import coloured, without_comment
from cafe_sim.tui.pages.shared import version_words
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, clip, frame, indent, pad, padded, spread, width_of, wrap
from cafe_sim.tui.themes import CURSOR, NO, YES

if TYPE_CHECKING:
    from cafe_sim.game.views import ActorView, MoveView, SchedulerView, WayView

SIDE_BY_SIDE: Final = 56
"""From this width on two panels stand beside each other."""
THOUGHTS: Final = 3
"""Parts of a line: read, think, write."""
TIGHT: Final = 36
"""Up to this width a panel's title is only a name and an operation."""
CODE: Final = 2
"""Lines of a function that every panel shows; more, where there is height for them."""
CODE_AT_MOST: Final = 8
CROWD: Final = 3
"""From so many on, everybody has a row instead of a panel where panels would leave no room for the moves."""
MOVES_AT_LEAST: Final = 3
ROOMY: Final = 26
"""From this height on there is room above, too."""
FRAME: Final = 4
"""Cells of a panel that its frame takes."""
LABEL: Final = 14
"""Cells for what a line is about."""


def scheduler_page(view: SchedulerView, hint: str, width: int, height: int, mode: str = "") -> Page:
    """The whole page; `hint` is "" where none was asked for, `mode` what it is called where it is no level to break."""
    inner = min(width - 2, 110)
    banner: Line = (Piece(mode or say(" BREAK "), "mode reverse bold"), Piece(f" {retell(view.title)} ", "title"))
    done = (Piece(f" {figures(len(view.moves), view.preemptions)}", "bad"),)
    head = [
        spread(banner, done, inner, Piece("━", "bad")),
        (Piece(say(" goal  "), "dim"), Piece(retell(view.goal), "bold")),
    ]
    below = _verdict(view, inner) if view.over else _prompt(view, inner)
    hinted = wrap(say("hint: {hint}", hint=retell(hint)) if hint and not view.won else "", inner - 2, "accent")
    below = [*indent(hinted, 1), *below]
    tail = [*_shared(view, inner), *_line_of_moves(view, inner)]
    room = height - len(head) - len(tail) - len(below)
    spare = room - len(_panels(view, inner, CODE)) - 1 - min(len(view.moves) + len(view.after), 4)
    if len(view.actors) >= CROWD and _fixed(view) + len(_panels(view, inner, CODE)) > height:
        panels = _rows(view, inner)
    else:
        panels = list(_panels(view, inner, min(CODE + max(spare // max(_stacked(view, inner), 1), 0), CODE_AT_MOST)))
    if view.shortest is not None:
        ways = _ways(view, view.shortest, inner, room)
        panels = panels if len(panels) + len(ways) <= room else []
        middle = [*panels, *tail, *ways]
    else:
        made = _moves(view, inner, max(room - len(panels), 0)) if room > len(panels) else []
        middle = [*panels, *tail, *made]
    page = [*head, *middle, *below]
    gaps = height - len(page)
    if gaps > 0:
        page = [*head, EMPTY, *middle, *below]
    if gaps > 1:
        page = [*head, EMPTY, *middle, EMPTY, *below]
    above = max(height - ROOMY, 0) * 2 // 5  # the same however much there is to say: nothing jumps from move to move
    return (EMPTY,) * above + indent(page, (width - inner) // 2)


def _fixed(view: SchedulerView) -> int:
    """Lines that there must be beside the panels, the same however much there is to say of a move."""
    head, prompt, line_of_moves = 2, 2, 1
    return head + max(len(view.values), 1) + line_of_moves + MOVES_AT_LEAST + prompt


def figures(moves: int, preemptions: int) -> str:
    """ "1 move, 2 preemptions"."""
    return say(
        "{moves}, {preemptions}",
        moves=say_number("{n} move", "{n} moves", moves),
        preemptions=say_number("{n} preemption", "{n} preemptions", preemptions),
    )


# ---- what is shared, and the moves --------------------------------------------------------------


def _shared(view: SchedulerView, width: int) -> list[Line]:
    """Values with their versions, and what is in whose head."""
    wrong = view.won or any(move.wrong for move in (*view.moves, *view.after))
    look = "bad bold" if wrong else "accent bold"
    lines: list[Line] = []
    for place, value in enumerate(view.values):
        label = Piece(f"  {padded(say('shared now') if not place else '', LABEL - 2)} ", "dim")
        sign = f" {NO}" if wrong else ""
        version = Piece(f"  {version_words(value.version, value.by)}", "dim")
        lines.append((label, Piece(f"{value.name}  {value.value}{sign}", look), version))
    if not lines and view.value:  # nobody has touched it yet
        label = Piece(f"  {padded(say('shared now'), LABEL - 2)} ", "dim")
        lines = [(label, Piece(view.value, look), Piece(f"  {version_words(0, '')}", "dim"))]
    heads = [(actor.name, actor.head, bool(actor.stale)) for actor in view.actors if actor.head]
    for name, head, stale in heads:
        said = (Piece(name, "bold"), Piece(f" {retell(head)}", "bad" if stale else ""))
        if lines and width_of(lines[-1]) + 4 + width_of(said) <= width:
            lines[-1] = (*lines[-1], Piece("    "), *said)
        else:
            lines.append((Piece(" " * (LABEL + 1)), *said))
    return [clip(line, width) for line in lines]


def _line_of_moves(view: SchedulerView, width: int) -> list[Line]:
    """Every move, made or taken back; a click goes there.

    Where they are too many, those around the last that was made.
    """
    if not view.moves and not view.ahead:
        return []
    names = [*(move.actor for move in view.moves), *view.ahead]
    cells = [_stop(0, say("start"), len(view.moves))]
    cells += [_stop(number, f"{number} {name}", len(view.moves)) for number, name in enumerate(names, 1)]
    first, here = 0, len(view.moves)
    room = width - LABEL - 3
    while first < here and sum(map(width_of, cells[first : here + 1])) + (2 if first else 0) > room:
        first += 1
    line: Line = (Piece(f"  {padded(say('moves'), LABEL - 2)} ", "dim"), Piece("… " if first else "", "dim"))
    return [clip((*line, *(piece for cell in cells[first:] for piece in cell)), width)]


def _stop(number: int, text: str, here: int) -> Line:
    look = "accent bold reverse" if number == here else "dim" if number > here else ""
    return (Piece(f" {text} ", look, f"go({number})"), Piece("" if number == here else " "))


def _moves(view: SchedulerView, width: int, room: int) -> list[Line]:
    """As many of the last as there is room for; what went by itself has no number."""
    made = [_move(f"{number}", move, width, f"go({number})") for number, move in enumerate(view.moves, 1)]
    return [*made, *(_move("", move, width) for move in view.after)][-room:] if room else []


def _move(number: str, move: MoveView, width: int, target: str = "") -> Line:
    pieces = (
        Piece(f" {number:>3}  ", "dim", target),
        Piece(f"{move.actor} ", "bold", target),
        Piece(retell(move.text), "bad bold" if move.wrong else "", target),
        Piece(f"  {NO} {retell(move.wrong)}" if move.wrong else "", "bad", target),
    )
    return clip(pieces, width)


def _ways(view: SchedulerView, shortest: WayView, width: int, room: int) -> list[Line]:
    """The player's way, and the shortest beside it, or below where that reads better; one, where they are as short."""
    if (len(view.moves), view.preemptions) <= (len(shortest.moves), shortest.preemptions):
        return _way(say("your way, and none is shorter"), view.moves, view.preemptions, width)
    each = (width - 1) // 2
    both = (
        (say("your way"), view.moves, view.preemptions),
        (say("the shortest"), shortest.moves, shortest.preemptions),
    )
    mine, best = (_way(*way, each) for way in both)
    stacked = [line for way in both for line in _way(*way, width)]
    clipped = any(line and line[-1].text == "…" for line in (*mine, *best))
    if clipped and len(stacked) <= room:
        return stacked
    lines: list[Line] = []
    for row in range(max(len(mine), len(best))):
        left = mine[row] if row < len(mine) else EMPTY
        lines.append((*pad(left, each), Piece(" "), *(best[row] if row < len(best) else EMPTY)))
    return lines


def _way(title: str, moves: tuple[MoveView, ...], preemptions: int, width: int) -> list[Line]:
    """A way under its title; where a move went wrong has its sign, and the reason as far as there is room."""
    lines = [clip(_titled(title, moves, preemptions), width)]
    for number, move in enumerate(moves, 1):
        whole = _move(f"{number}", move, 2 * width)
        short = (*whole[:-1], Piece(f" {NO}", "bad")) if move.wrong and width_of(whole) > width else whole
        lines.append(clip(short, width))
    return lines


def _titled(title: str, moves: tuple[MoveView, ...], preemptions: int) -> Line:
    return (Piece(f"  {title}  ", "accent"), Piece(figures(len(moves), preemptions), "dim"))


# ---- everybody's row, or panel --------------------------------------------------------------------------


def _rows(view: SchedulerView, width: int) -> list[Line]:
    """A row for everybody: what they would do, and the line they stand on, or why they cannot."""
    program = coloured(view.program)
    keys = max(len(actor.key) for actor in view.actors)
    name = min(max(width_of((Piece(actor.name),)) for actor in view.actors), width // 4)
    does = min(max(width_of((Piece(retell(actor.next)),)) for actor in view.actors), width // 3)
    rows: list[Line] = []
    for actor in view.actors:
        act = f"move({actor.key})" if actor.can_move else ""
        first: Line = (
            Piece(f"  {actor.key:>{keys}} ", "key" if act else "dim", act),
            *pad(clip((Piece(actor.name, "bold", act),), name), name),
        )
        if not actor.can_move:
            sign = STATE_GLYPHS["stuck"] if actor.next else " "
            why = Piece(f"  {sign} {retell(actor.why)}", "stuck" if actor.next else "dim")
            rows.append(clip((*first, why), width))
            continue
        line = program[actor.line - 1] if 0 < actor.line <= len(program) else EMPTY
        would = pad(clip((Piece(retell(actor.next), "accent", act),), does), does)
        number = Piece(f"  {actor.line:>3}  " if line else "", "dim", act)
        text = [
            piece._replace(target=act)
            for piece in without_comment(_stripped(line), width - width_of((*first, *would, number)) - 4)
        ]
        rows.append(clip((*first, Piece(f"  {CURSOR} ", "accent bold", act), *would, number, *text), width))
    return [*rows, EMPTY]


def _stripped(line: Line) -> Line:
    """Without the blanks that it begins with."""
    text = dropwhile(lambda piece: not piece.text.strip(), line)
    return tuple(piece._replace(text=piece.text.lstrip()) if not n else piece for n, piece in enumerate(text))


def _stacked(view: SchedulerView, width: int) -> int:
    """How many panels stand above each other."""
    count = len(view.actors)
    return (count + 1) // 2 if width >= SIDE_BY_SIDE else count


def _panels(view: SchedulerView, width: int, code: int) -> Page:
    two = width >= SIDE_BY_SIDE and len(view.actors) > 1
    each = (width - 1) // 2 if two else width
    panels = [_panel(actor, view.program, each, code) for actor in view.actors]
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


def _panel(actor: ActorView, program: str, width: int, code: int) -> Page:
    act = f"move({actor.key})"
    tight = width <= TIGHT
    title: Line = (Piece(f"{actor.key} ", "key", act), Piece(actor.name, "bold", act), Piece("  "))
    if actor.can_move:
        title += (*((Piece(say("next: "), "dim", act),) if not tight else ()), Piece(retell(actor.next), "accent", act))
    else:
        why = Piece(retell(actor.why), "stuck" if actor.next else "dim")
        fits = not actor.next or width_of((*title, why)) <= width - FRAME - 2  # who is stuck says why below, too
        title += (why if fits else Piece(say("cannot move"), "stuck"),)
    excerpt = _excerpt(program, actor.line, width - FRAME, code, here=bool(actor.next))
    body = [*excerpt, *_thoughts(actor, 1 if tight else 4, width - FRAME)]
    framed = frame(title, body, width, "bad" if actor.can_move else "frame")
    return tuple(tuple(piece._replace(target=act) if actor.can_move else piece for piece in line) for line in framed)


def _excerpt(program: str, line: int, width: int, most: int, *, here: bool) -> list[Line]:
    """The function that `line` (0: nowhere) is in, as many lines of it as fit, `line` among them."""
    tight = width + FRAME <= TIGHT
    lines = coloured(program)
    first, last = function_around(program, line)
    if last - first + 1 > most:
        first = max(first, min(line - most + 1 + (most - 1) // 2, last - most + 1))
        last = first + most - 1
    blank = " " if tight else "  "
    shown: list[Line] = []
    for number in range(first, last + 1):
        text = lines[number - 1] if 0 < number <= len(lines) else EMPTY
        text = without_comment(text, width - len(blank))
        if here and number == line:
            marked = (piece._replace(look=f"marked {piece.look}".strip()) for piece in text)
            shown.append((Piece("▸" + blank[1:], "accent"), *marked))
        else:
            shown.append((Piece(blank), *text))
    return shown + [EMPTY] * (CODE - len(shown))


def function_around(program: str, line: int) -> tuple[int, int]:
    """First and last line of the function around `line`; outside of all, the line above it and itself."""
    text = program.splitlines()
    if not 0 < line <= len(text):
        return 0, -1
    depth, head = _depth(text[line - 1]), 0
    for n in range(line - 1, 0, -1):  # out of one block after the other that it stands in
        if text[n - 1].strip() and _depth(text[n - 1]) < depth:
            depth = _depth(text[n - 1])
            if text[n - 1].lstrip().startswith(("def ", "async def ")):
                head = n
                break
    if not head:
        return max(line - 1, 1), line
    end = line
    while end < len(text) and text[end].strip() and _depth(text[end]) > _depth(text[head - 1]):
        end += 1
    return head, end


def _depth(text: str) -> int:
    return len(text) - len(text.lstrip())


SIGNS: Final = {
    "done": (YES, "dim"),
    "next": (CURSOR, "accent bold"),
    "later": (" ", "dim"),
    "stuck": (STATE_GLYPHS["stuck"], "stuck"),
}


def _thoughts(actor: ActorView, indented: int, width: int) -> list[Line]:
    """The line opened: what is done of it, what comes next; and whether what the actor has in its head still holds."""
    lines: list[Line] = []
    for thought in actor.thoughts:
        sign, look = SIGNS[thought.when]
        said = Piece(f"{' ' * indented}{sign} {retell(thought.text)}", look)
        if thought.when != "stuck" or said.width <= width:
            lines.append((said,))
            continue
        first, *rest = wrap(retell(thought.text), width - indented - 2, look)
        lines += indent([(Piece(f"{sign} ", look), *first), *indent(rest, 2)], indented)
    lines += [EMPTY] * (THOUGHTS - len(lines))
    return [*lines, (Piece(f"{' ' * indented}{NO} {retell(actor.stale)}", "bad bold") if actor.stale else Piece(" "),)]


def _prompt(view: SchedulerView, width: int) -> list[Line]:
    """Who can move, and what that counts as: whoever moved last and could go on is preempted."""
    able = [actor for actor in view.actors if actor.can_move]
    last = view.preempted
    pieces: Line = (Piece(" "),)
    for actor in able:
        act = f"move({actor.key})"
        cost = say(", preempting {name}", name=last) if last and actor.name != last else ""
        moves = say(" {name} moves", name=actor.name)
        pieces += (Piece(actor.key, "key", act), Piece(moves, "", act), Piece(cost, "dim", act), Piece("    "))
    if width_of(pieces[:-1]) > width:
        keys = (Piece(f"{actor.key} ", "key", f"move({actor.key})") for actor in able)
        others = say("; anybody but {name} preempts", name=last) if last and len(able) > 1 else ""
        pieces = (Piece(" "), *keys, Piece(say("who moves")), Piece(others, "dim"), Piece("    "))
    if not view.ahead:
        return [clip(pieces[:-1], width)]
    on = say(" on along the line: {name}", name=view.ahead[0])
    ahead: Line = (Piece("→", "key", "step_forward"), Piece(on, "dim", "step_forward"))
    both = (*pieces, *ahead)
    return [both] if width_of(both) <= width else [clip(pieces[:-1], width), clip((Piece(" "), *ahead), width)]


def _verdict(view: SchedulerView, width: int) -> list[Line]:
    look = "good" if view.good else "bad"
    sign = YES if view.good else NO
    first, *rest = wrap(f"{sign} {retell(view.verdict)}", width - 2, f"{look} bold")
    steps = [("enter", say("what it teaches"), "go_on")] if view.won else []
    steps += [("←", say("step back"), "step_back"), ("r", say("once more"), "restart")]
    after: Line = (Piece(" "),)
    for key, words, target in steps:
        after += (Piece(key, "key", target), Piece(f" {words}    ", "", target))
    return [*indent([first, *rest], 1), after]
