"""The bench's heading: the level, and the toolbox with its keys; and what the bench's pages are given besides its view.

What can be marked is in `bench_rows`, the program that comes of it in `program`, both verdicts in `verdicts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import retell, say
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, rule, width_of

if TYPE_CHECKING:
    from cafe_sim.game.fixing.hints import Hint
    from cafe_sim.game.views import BenchRow, BenchView, Tool

TITLE: Final = 24
"""Cells that a level's title keeps beside the toolbox."""


@dataclass(frozen=True, slots=True)
class Aside:
    """What the bench shows besides itself."""

    marked: BenchRow | None = None
    """The marked row, to be told in full."""
    hint: Hint | None = None
    place: int = 0
    """Which of the three it is."""
    in_hand: Tool | None = None
    """A tool that was taken out of the box and is not used yet."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Command → the key that the player has for it, …"""
    labels: Mapping[str, str] = field(default_factory=dict)
    """… and what it is called."""

    def key(self, command: str, usual: str) -> str:
        return self.keys.get(command, usual)


def heading_page(view: BenchView, aside: Aside, width: int) -> Page:
    """The level and the toolbox; every tool is a button.

    Of one that goes two ways each key says which, where there is room; where there is not even room for keys, the
    tool's name has to do.
    """
    left: Line = (Piece(say(" FIX "), "mode reverse bold"), Piece(f" {retell(view.title)}", "title"))
    in_full: Line = ()
    with_keys: Line = ()
    without: Line = ()
    for tool in view.toolbox:
        held = tool == aside.in_hand
        name = Piece(f" {retell(tool.text)}", "reverse" if held else "dim", f"pick('{tool.moves[0]}')")
        in_full += (Piece("  "), *(_each_key(tool, aside, name) or (*_tool_keys(tool, aside), name)))
        with_keys += (Piece("  "), *_tool_keys(tool, aside), name)
        without += (Piece("  "), *_arrows(tool, aside), name._replace(text=retell(tool.text)))
    whole, least = width - width_of(left) - 2, width - min(width_of(left), TITLE) - 2
    shown = next((line for line, room in ((in_full, whole), (with_keys, least)) if width_of(line) <= room), without)
    return (rule(left, shown[1:], width - 1),)


def _each_key(tool: Tool, aside: Aside, name: Piece) -> Line:
    """Of a tool that goes two ways by letters: which letter goes which way."""
    keys = [(move, aside.key(move, "?")) for move in tool.moves]
    if len(keys) < 2 or not any(key.isalpha() for _, key in keys):
        return ()
    pieces: Line = (name._replace(text=f"{name.text.strip()}:"),)
    for move, key in keys:
        target = f"pick('{move}')"
        pieces += (Piece(f" {key}", "key", target), Piece(f" {aside.labels.get(move, move)} ", "dim", target))
    return (*pieces[:-1], pieces[-1]._replace(text=pieces[-1].text.rstrip()))


def _tool_keys(tool: Tool, aside: Aside) -> Line:
    """The key of each way that a tool goes, as buttons.

    Letters have a stroke between them: "g a bell" would read as English.
    """
    keys = [aside.key(move, "?") for move in tool.moves]
    between = Piece("/", "dim") if any(key.isalpha() for key in keys) else Piece(" ")
    buttons = [Piece(key, "key", f"pick('{move}')") for key, move in zip(keys, tool.moves, strict=True)]
    return tuple(piece for button in buttons for piece in (between, button))[1:]


def _arrows(tool: Tool, aside: Aside) -> Line:
    """The keys of a tool that goes two ways, which the mouse needs apart even where there is little room."""
    return (*_tool_keys(tool, aside), Piece(" ")) if len(tool.moves) > 1 else EMPTY
