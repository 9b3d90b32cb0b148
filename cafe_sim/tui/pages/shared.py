"""What several pages have in common: something told under a heading, the end of a lane, and how a verdict looks.

*Worked this time* and *always works* never look alike: the first has its own colour whatever came of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cafe_sim.game.colours import STATE_GLYPHS
from cafe_sim.tui.pieces import Line, Piece, indent, wrap
from cafe_sim.tui.themes import NO, YES

if TYPE_CHECKING:
    from cafe_sim.game.views import Lane, Stamp

STAMPS: dict[Stamp, tuple[str, str]] = {
    "broken": (NO, "bad"),
    "certified": (YES, "good"),
    "bounded": ("~", "accent"),
    "sampled": ("?", "accent"),
}
"""The inspector's verdicts: sign and look. Only a certificate has the sign of what is known to be right."""


def always_piece(text: str, stamp: Stamp, good: bool | None) -> Piece:
    """What is known of always: the inspector's stamp before the words, or what could be known without him."""
    if stamp:
        sign, look = STAMPS[stamp]
        return Piece(f"{sign} {stamp}: {text}", look)
    sign, look = {True: (f"{YES} ", "good"), False: (f"{NO} ", "bad"), None: ("", "dim")}[good]
    return Piece(f"{sign}{text}", look)


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
