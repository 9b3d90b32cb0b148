"""Seconds as cells: the lane of what somebody did, and the strip of what an order takes."""

from __future__ import annotations

from dataclasses import dataclass

from cafe_sim.game.colours import STATE_GLYPHS
from cafe_sim.game.views import Lane, LaneState, Strip
from cafe_sim.tui.pieces import Line, Piece

TURNS: frozenset[LaneState] = frozenset({"run", "ready"})
"""What a cell has both of where workers take turns on a core."""
NOW = "▏"
PRIORITY: dict[LaneState, int] = {"stuck": 5, "hold": 4, "run": 3, "ready": 2, "wait": 1, "idle": 0}
"""Which state a cell shows that several share equally."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Café time → cells."""

    start: float
    scale: float
    """Cells per second."""
    cells: int

    def cell(self, seconds: float) -> int:
        return int((seconds - self.start) * self.scale + 1e-9)


def lane_pieces(lane: Lane, axis: Axis, now: float) -> Line:
    """A lane up to now, each cell showing the state that has most of it, and a mark where "now" is."""
    seen = (now - axis.start) * axis.scale
    pieces: list[Piece] = []
    for index in range(min(-int(-(seen - 1e-6) // 1), axis.cells - 1)):
        start, end = axis.start + index / axis.scale, min(axis.start + (index + 1) / axis.scale, now)
        state = _state_of(lane, start, end, axis.scale)
        text, look = (" ", "") if state is None else (STATE_GLYPHS[state], state)
        if pieces and pieces[-1].look == look:
            pieces[-1] = Piece(pieces[-1].text + text, look)
        else:
            pieces.append(Piece(text, look))
    return (*pieces, Piece(NOW, "frame"))


def _state_of(lane: Lane, start: float, end: float, scale: float) -> LaneState | None:
    """The state that has most of a cell; of two equal ones the weightier, but turns for the core are drawn in turn."""
    shares: dict[LaneState, float] = {}
    for segment in lane.segments:
        overlap = min(segment.end, end) - max(segment.start, start)
        if overlap > 1e-9:
            shares[segment.state] = shares.get(segment.state, 0.0) + overlap
    ranked: list[tuple[float, int, LaneState]] = [
        (round(share, 3), PRIORITY[state], state) for state, share in shares.items()
    ]
    most = max(ranked)[2] if ranked else None
    if most in TURNS and shares.keys() >= TURNS:
        return "run" if _run_cells(lane, end, scale) > _run_cells(lane, start, scale) else "ready"
    return most


def _run_cells(lane: Lane, until: float, scale: float) -> int:
    """How many cells all the work up to then fills, the begun one too: so a lane of many turns shows as much work as
    there was.
    """
    ran = sum(
        min(segment.end, until) - segment.start
        for segment in lane.segments
        if segment.state == "run" and segment.start < until
    )
    return -int(-round(ran * scale, 6) // 1)


def strip_pieces(strip: tuple[Strip, ...], cells: int) -> Line:
    """An order's steps in at most `cells` cells: a cell a second, fewer where it must be."""
    drawn_steps = [step for step in strip if step.seconds > 0]
    total = sum(step.seconds for step in drawn_steps)
    scale = min(1.0, cells / total) if total else 1.0
    pieces, done, drawn = [], 0.0, 0
    for following, step in zip(range(len(drawn_steps) - 1, -1, -1), drawn_steps, strict=True):
        done += step.seconds
        width = max(1, min(round(done * scale) - drawn, cells - drawn - following))
        drawn += width
        pieces.append(Piece(STATE_GLYPHS[step.look] * width, step.look))
    return tuple(pieces)
