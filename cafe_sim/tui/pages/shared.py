"""Lines that several pages have in common: something told under a heading, and what stands at the end of a lane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cafe_sim.tui.pieces import Line, Piece, indent, wrap
from cafe_sim.tui.themes import STATE_GLYPHS

if TYPE_CHECKING:
    from cafe_sim.game.views import Lane


def told_lines(kind: str, text: str, look: str, width: int) -> list[Line]:
    """ "kind: text" in lines, the kind in a look of its own."""
    first, *rest = wrap(f"{kind} {text}", width - 4)
    said = "".join(piece.text for piece in first)
    return [(Piece(f" {said[: len(kind)]}", look), Piece(said[len(kind) :])), *indent(rest, 1)]


def lane_tail(lane: Lane) -> Line:
    """Why its worker stands for ever, or how long they were stuck; nothing if they never were."""
    if lane.stuck:
        return (Piece(f" {STATE_GLYPHS['stuck']} stuck: {lane.stuck}", "stuck"),)
    seconds = sum(segment.end - segment.start for segment in lane.segments if segment.state == "stuck")
    return (Piece(f" stuck {seconds:g} s", "dim"),) if seconds else ()
