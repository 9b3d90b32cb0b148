"""What is said beside a code level's text: hints, what one run came to, what the inspector
said, and what to do next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cafe_sim.catalogue import say
from cafe_sim.content.limits import TYPED_CHARACTERS, TYPED_LINES
from cafe_sim.tui.pages.coding.editor import button, complaint_lines, older, ran_lines, running
from cafe_sim.tui.pages.shared import always_piece
from cafe_sim.tui.pieces import EMPTY, Line, Page, indent, wrap

if TYPE_CHECKING:
    from cafe_sim.content.level import Level
    from cafe_sim.game.coding.code_level import CodingView


def coding_page(view: CodingView, hint: str, width: int, *, typing: bool = False) -> Page:
    """All of it; what does not fit is scrolled. While `typing`, other keys do things."""
    inner = width - 2
    lines: list[Line] = [*wrap(hint, inner, "accent"), EMPTY] if hint else []
    lines += complaint_lines(view.lab, inner)
    if view.too_long:
        most = say(
            "This is longer than a level keeps: {lines:,} lines, {characters:,} characters. Shorten it to see a result.",
            lines=TYPED_LINES,
            characters=TYPED_CHARACTERS,
        )
        lines += [*wrap(most, inner, "bad"), EMPTY]
    if view.lab.doing:
        lines += running(inner)
    elif view.lab.ran is not None:
        lines += _ran(view, inner, typing=typing)
    elif view.lab.complaint is None:
        lines += _welcome(view, inner, typing=typing)
    return indent(lines, 1)


def place_to_mend(level: Level) -> int:
    """The first line of the function, or whatever else, in which the level's text is unlike its solution."""
    text, mended = level.shop.program.splitlines(), level.reference.text.splitlines()
    first = next((n for n, (a, b) in enumerate(zip(text, mended, strict=False)) if a != b), 0)
    return (
        next(
            (
                n
                for n in range(min(first, len(text) - 1), -1, -1)
                if text[n] and not text[n].startswith((" ", ")", "}", "]"))
            ),
            0,
        )
        + 1
    )


def _ran(view: CodingView, width: int, *, typing: bool) -> list[Line]:
    """One run, and what is known of all others."""
    assert view.lab.ran is not None
    if view.lab.ran_is_old:
        return [*older(width), *ran_lines(view.lab.ran, _always(view, width), width)]
    return ran_lines(view.lab.ran, [*_always(view, width), *([] if typing else _onward(view))], width)


def _always(view: CodingView, width: int) -> list[Line]:
    """What the inspector said of this very text."""
    if not view.stamp:
        return []
    piece = always_piece(view.always, view.stamp, view.always_ok)
    return [*wrap(say("Always: {what}.", what=piece.text), width, piece.look)]


def _onward(view: CodingView) -> list[Line]:
    """What comes next for a text that was run."""
    if not view.was_run:
        return []
    ask = [button("I", say("would it always? ask the inspector"), "ask")] if view.worked and not view.stamp else []
    watch = [button("w", say("step through an order that goes wrong"), "watch")] if view.always_ok is False else []
    return [*ask, *watch, button("enter", say("to the result"), "done")]


def _welcome(view: CodingView, width: int, *, typing: bool) -> list[Line]:
    always = _always(view, width)
    return [
        *([*always, EMPTY] if always else ()),
        *wrap(say("Nothing has run yet. The program is all yours; the café around it is the level's."), width, "dim"),
        EMPTY,
        button("ctrl+r" if typing else "r", say("run it once"), "run"),
        *([] if typing else [button("e", say("edit it"), "type")]),
    ]
