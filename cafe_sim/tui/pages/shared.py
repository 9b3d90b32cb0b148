"""What several pages have in common: something told under a heading, the end of a lane, and how a verdict looks.

*Worked this time* and *always works* never look alike: the first has its own colour whatever came of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import retell, say, say_as, say_number, to_say
from cafe_sim.game.colours import STATE_GLYPHS
from cafe_sim.tui.pieces import Line, Piece, clip, indent, wrap
from cafe_sim.tui.themes import NO, YES

if TYPE_CHECKING:
    from cafe_sim.game.pictures.chart import Chart
    from cafe_sim.game.views import Lane, Stamp

CLAUSE: Final = re.compile(r"(?<=[.;]) ")
"""Where a verdict may end, if all of it is too long."""

STAMPS: dict[str, tuple[str, str]] = {
    to_say("broken", "stamp"): (NO, "bad"),
    to_say("certified", "stamp"): (YES, "good"),
    to_say("bounded", "stamp"): ("~", "accent"),
    to_say("sampled", "stamp"): ("?", "accent"),
}
"""The inspector's verdicts: sign and look. Only a certificate has the sign of what is known to be right."""


def always_piece(text: str, stamp: Stamp, good: bool | None) -> Piece:
    """What is known of always: the inspector's stamp before the words, or what could be known without him."""
    if stamp:
        sign, look = STAMPS[stamp]
        return Piece(say("{stamp}: {text}", stamp=f"{sign} {stamp_word(stamp)}", text=retell(text)), look)
    sign, look = {True: (f"{YES} ", "good"), False: (f"{NO} ", "bad"), None: ("", "dim")}[good]
    return Piece(f"{sign}{retell(text)}", look)


def told_lines(kind: str, text: str, look: str, width: int) -> list[Line]:
    """ "kind: text" in lines, the kind in a look of its own."""
    first, *rest = wrap(f"{kind} {text}", width - 4)
    said = "".join(piece.text for piece in first)
    return [(Piece(f" {said[: len(kind)]}", look), Piece(said[len(kind) :])), *indent(rest, 1)]


def kind_word(kind: str) -> str:
    """What a kind of fault is called before its sentence: "data race:"."""
    return say("{kind}:", kind=retell(kind.replace("-", " ")))


def stamp_word(stamp: str) -> str:
    """The inspector's verdict, in one word."""
    return say_as("stamp", stamp)


def lane_tail(lane: Lane, *, why: bool = False) -> Line:
    """Why its worker stands for ever, or how long they were stuck (if asked, for what); nothing if they never were."""
    if lane.stuck:
        return (Piece(say(" {sign} stuck: {why}", sign=STATE_GLYPHS["stuck"], why=retell(lane.stuck)), "stuck"),)
    seconds = sum(segment.end - segment.start for segment in lane.segments if segment.state == "stuck")
    if not seconds:
        return ()
    said = say(" stuck {seconds:g} s", seconds=seconds)
    said = say("{a}: {b}", a=said, b=retell(lane.wanted)) if why and lane.wanted else said
    return (Piece(said, "dim"),)


def version_words(version: int, by: str) -> str:
    """What stands behind a shared value: its version, and what that means."""
    if not version:
        return say("v0: not written yet")
    written = say_number("{n} write", "{n} writes", version)
    if not by:
        return f"v{version}: {written}"
    return say("v{version}: {written}, by {name}", version=version, written=written, name=by)


def verdict_lines(chart: Chart, width: int, lines: int) -> list[Line]:
    """What came of a run: of its sentences, as many as there is room for in so many lines."""
    sign, look = (YES, "worked") if chart.worked else (NO, "bad")
    kind, colon, words = chart.verdict.partition(": ")
    body, more, count = words.rpartition(" (and ")
    clauses = CLAUSE.split(body if more else words)
    for kept in range(len(clauses), 0, -1):
        told = " ".join(clauses[:kept])
        told = f"{told.removesuffix(';')}{'.' * told.endswith(';')}"
        said = retell(f"{kind.replace('-', ' ')}{colon}{told}{more}{count if more else ''}")
        wrapped = wrap(f"{sign} {said}", width - 2, look)
        if len(wrapped) <= lines:
            break
    else:
        rest = " ".join(piece.text for line in wrapped[lines - 1 :] for piece in line)
        wrapped = (*wrapped[: lines - 1], clip((Piece(rest, look),), width - 2))
    return [(Piece(" "), *line) for line in wrapped]
