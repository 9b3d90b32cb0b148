"""What several screens are given: steps, lanes and faults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

LaneState = Literal["run", "hold", "wait", "ready", "stuck", "idle"]
StepLook = Literal["wait", "hold", "run"]
"""wait: only time (thin); hold: a blocking call; run: hands on (thick)."""
Stamp = Literal["", "broken", "certified", "bounded", "sampled"]
"""The inspector's verdict; "" before there is one."""
GOES_WRONG: Final = frozenset({"wrong", "stuck", "raised"})
"""Marks (see `engine.explore.story`) of where it goes wrong; the others say how it came to that."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One step of an order as drawn on the rail."""

    look: StepLook
    seconds: float
    label: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a lane. Segments of a lane are in order and do not overlap."""

    start: float
    end: float
    state: LaneState
    label: str
    order: int
    """Order number, 0 for none."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One worker's (or one order's) line in time."""

    name: str
    segments: tuple[Segment, ...]
    stuck: str = ""
    """Why it stands for ever at its end: "wants tray_lock, held by Cy"; "" if it does not."""
    wanted: str = ""
    """What it was stuck for longest before it could go on: "wants till_lock, held by Bo"."""


@dataclass(frozen=True, slots=True)
class FaultView:
    """Something that is wrong with the program."""

    kind: str
    message: str
    lines: tuple[int, ...]
    """Lines of the program it speaks of."""
